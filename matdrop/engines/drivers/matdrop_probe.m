function answer = matdrop_probe(id, given)
% MATDROP_PROBE  Record the values that the line before this one has stored; the answer is false.
%   It is the condition of a breakpoint, so it runs in the frame of the original, before
%   the line with the number id. It must catch everything: a condition that fails
%   would stop the original. It is locked, so that "clear all" does not clear it.
%   A turn is an iteration of a loop, or a call of a function. While the turns of a loop are not
%   recorded, only the line with which they begin has a breakpoint, which counts them: of the
%   innermost loops by counting down to the next one that is recorded.
    persistent left plan guarded state before kept calls turns held gap count base inside awake ...
               planned clock call depth log rows values number bytes kept_values ended started
    answer = false;
    if nargin == 1
        if left(id) > 0
            left(id) = left(id) - 1;
            return
        end
    else
        if strcmp(id, 'start')
            mlock
            plan = given;
            guarded = false(1, numel(plan.names));
            for v = 1:numel(plan.names)
                guarded(v) = exist(plan.names{v}) ~= 0;  % without the variable, the name would be a call
            end
            functions = numel(plan.parameters);
            units = numel(plan.lines);
            before = zeros(functions, 1);     % in each call of a function, the line before this one,
            kept = false(functions, 1);       % whether it is recorded,
            calls = zeros(functions, 1);      % the number of the call,
            state = zeros(functions, 1);      % in how many loops unrecorded iterations must be made up for,
            turns = zeros(units, 1);          % the iteration of each loop, whether it is recorded,
            held = false(units, 1);
            gap = zeros(units, 1);            % and since when iterations are not
            count = zeros(units, 1);          % in the whole run, the turns of each loop and function
            inside = false(units, 1);         % those whose count starts again
            awake = true(units, 1);
            left = zeros(1, numel(plan.line));  % for lines with which turns begin, those to count down
            planned = [];                       % these lines, and their numbers at first
            % Not fields of a struct: those would be copied at each change.
            clock = 0; call = 0; depth = 1;
            log = zeros(7 + plan.depth, 4096);
            values = cell(1, 4096);
            rows = 0; kept_values = 0; number = 0; bytes = 0;
            ended = '';
            started = tic;
        else
            munlock
            answer = struct('log', log(:, 1:rows), 'values', {matdrop_pack(values(1:kept_values))}, ...
                            'ended', double(ended));
            plan = []; log = []; values = {};
        end
        return
    end
    if ~isempty(ended)
        return
    end
    try
        for countdown = planned
            line = countdown(1);
            done = countdown(2) - left(line);
            left(line) = 0;
            unit = plan.unit(line);
            count(unit) = count(unit) + done;
            clock = clock + done;
            if unit == plan.function(plan.in(line))
                call = call + done;
            else
                turns(unit, 1) = turns(unit, 1) + done;
            end
        end
        planned = [];
        f = plan.in(id);
        d = 1;
        if plan.recursive(f)
            d = numel(dbstack());
            if d < depth  % the deeper calls have ended
                before(plan.recursive, d + 1:depth) = 0;
                state(plan.recursive, d + 1:depth) = 0;
            elseif d > size(before, 2)
                before(1, d) = 0; kept(1, d) = false; calls(1, d) = 0; state(1, d) = 0;
                turns(1, d) = 0; held(1, d) = false; gap(1, d) = 0;
            end
            depth = d;
        end
        by = before(f, d);
        own = plan.while(id);
        again = own && by >= id + plan.reentered(id) && by <= plan.last(id);
        entered = plan.first(id) && ~again && (by == 0 || ~own);
        begun = 0;  % and the units of which a turn begins here
        unit = 0;
        if by && ~entered && plan.while(by) && (id < by || id > plan.last(by))
            clock = clock - 1;  % its condition was evaluated for the last time
            count(plan.while(by)) = count(plan.while(by)) - 1;
            if gap(plan.while(by), d) > clock
                gap(plan.while(by), d) = 0;
                state(f, d) = state(f, d) - 1;
            end
        end
        if entered
            call = call + 1;
            calls(f, d) = call;
            begun = [0, plan.function(f)];
            gap(plan.of{f}, d) = 0;
            state(f, d) = 0;
        end
        if plan.for(id)
            turns(plan.for(id), d) = 0;
        end
        body = plan.body(id);
        if body && ~again
            if by >= plan.header(id) && by <= plan.last_of(body)
                turns(body, d) = turns(body, d) + 1;
            else
                turns(body, d) = 1;
            end
            begun = [begun, body];
        end
        if own
            if again
                turns(own, d) = turns(own, d) + 1;
            else
                turns(own, d) = 1;
            end
            begun = [begun, own];
        end
        for unit = begun(2:end)
            clock = clock + 1;
            if clock >= plan.window(1) && clock <= plan.window(2) && ~inside(unit)
                inside(unit) = true;
                count(unit) = 0;
            end
            turn = count(unit) + 1;
            count(unit) = turn;
            hold = turn <= plan.first_turns;
            step = plan.stride;
            if ~hold && mod(turn, step) == 0
                while turn > plan.first_turns * step
                    step = 10 * step;
                end
                hold = mod(turn, step) == 0;
            end
            held(unit, d) = hold;
            if ~hold && gap(unit, d) == 0
                gap(unit, d) = clock;
                state(f, d) = state(f, d) + 1;
            end
            if hold ~= awake(unit)
                awake(unit) = hold;
                for line = plan.lines{unit}
                    if hold
                        set_breakpoint(plan, line);
                    else
                        dbclear('in', plan.files{plan.file(line)}, 'at', num2str(plan.line(line)));
                    end
                end
            end
        end
        before(f, d) = plan.after(id);
        keep = held(plan.unit(id), d);
        recorded = kept(f, d) && by > 0 && ~entered;
        kept(f, d) = keep;
        if ~keep && ~recorded
            if toc(started) > plan.seconds
                ended = 'time';
                stop(plan);
                kill(getpid(), SIG().INT);
            elseif unit == plan.unit(id) && plan.innermost(unit) && numel(begun) == 2
                following = step * (floor(turn / step) + 1);  % the next turn that is recorded
                if clock < plan.window(1)
                    following = min(following, turn + floor((plan.window(1) - clock) / numel(held)));
                end
                if following > turn + 1
                    left(id) = following - turn - 1;
                    planned(:, end + 1) = [id; left(id)];
                end
            end
            return
        end
        wanted = zeros(3, 0);  % by which line, which variable, since when
        if entered
            wanted = [-f(ones(size(plan.parameters{f}))); plan.parameters{f}; zeros(size(plan.parameters{f}))];
        elseif recorded && (keep || ~body || by ~= plan.header(id))
            stored = plan.stores{by};
            wanted = [by(ones(size(stored))); stored; zeros(size(stored))];
        end
        if keep
            if state(f, d)
                for unit = plan.of{f}
                    if gap(unit, d)
                        missed = plan.inside{unit};
                        missed(3, :) = gap(unit, d);
                        wanted = [missed, wanted];
                        gap(unit, d) = 0;
                    end
                end
                state(f, d) = 0;
            end
            header = plan.header(id);
            if header && ~(header == by && recorded)  % the next iteration has begun
                stored = plan.stores{header};
                wanted = [wanted, [header(ones(size(stored))); stored; zeros(size(stored))]];
            end
        end
        for k = 1:size(wanted, 2)
            variable = wanted(2, k);
            name = plan.names{variable};
            if guarded(variable) && ~evalin('caller', ['exist(''' name ''', ''var'')'])
                continue
            end
            try
                value = evalin('caller', name);
            catch
                continue  % not defined yet
            end
            rows = rows + 1;
            number = number + 1;
            log(1:7, rows) = [wanted(1, k); variable; calls(f, d); 0; 0; wanted(3, k); clock];
            if isa(value, 'double') && isscalar(value) && isreal(value) && ~issparse(value)
                log(5, rows) = value;
                bytes = bytes + 8;
                continue
            end
            kept_values = kept_values + 1;
            log(4, rows) = kept_values;
            elements = numel(value);
            if iscell(value) || isstruct(value)
                elements = sizeof(value) / 8;
            end
            large = elements > plan.large || (bytes > plan.roomy && elements > plan.small);
            is_input = wanted(1, k) == -1;  % the port is called with it if this run is ended
            if large && ~is_input && ~any(plan.whole == number)
                value = matdrop_summary(value, plan.small);
                log(4, rows) = -kept_values;
            end
            bytes = bytes + sizeof(value);
            values{kept_values} = value;
        end
        if keep
            rows = rows + 1;
            log(1:3, rows) = [id; 0; calls(f, d)];
            loops = plan.around{id};
            log(8:7 + numel(loops), rows) = turns(loops, d);
        end
        if rows + 1000 > size(log, 2)
            log(:, 2 * end) = 0;
        end
        if kept_values + 1000 > numel(values)
            values{2 * end} = [];
        end
        if rows > plan.limit
            ended = 'lines';
        elseif bytes > plan.bytes
            ended = 'size';
        elseif toc(started) > plan.seconds
            ended = 'time';
        end
        if ~isempty(ended)
            stop(plan);
            if strcmp(ended, 'time')
                kill(getpid(), SIG().INT);  % like ctrl-c, which no "catch" of the original catches
            end
        end
    catch problem
        ended = ['error: ' problem.message];
    end
end

function set_breakpoint(plan, id)
    dbstop('in', plan.files{plan.file(id)}, 'at', num2str(plan.line(id)), 'if', sprintf('matdrop_probe(%d)', id));
end

function stop(plan)
    for k = 1:numel(plan.files)
        dbclear('in', plan.files{k});
    end
end
