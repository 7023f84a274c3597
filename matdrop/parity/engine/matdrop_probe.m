function answer = matdrop_probe(id, given)
% MATDROP_PROBE  Record what the line before this one has stored; the answer is false.
%   As the condition of a breakpoint it runs in the frame of the original, before
%   the line with the number id. It must catch everything: a condition that fails
%   would stop the original. It is locked, so that "clear all" does not clear it.
    persistent plan guarded before kept turns log rows values count bytes full
    if ischar(id)
        if strcmp(id, 'start')
            mlock
            plan = given;
            guarded = false(1, numel(plan.names));
            for v = 1:numel(plan.names)
                guarded(v) = exist(plan.names{v}) ~= 0;  % without the variable, the name would be a call
            end
            before = zeros(1, numel(plan.parameters));  % in each function, the line before this one
            kept = false(1, numel(before));             % and whether it is recorded
            turns = zeros(1, numel(plan.in));           % of each outermost loop, its iterations
            % Not fields of a struct: those would be copied at each change.
            log = zeros(4, 4096);
            values = cell(1, 4096);
            rows = 0;
            count = 0;
            bytes = 0;
            full = false;
        else
            munlock
            answer = struct('log', log(:, 1:rows), 'values', {matdrop_pack(values(1:count))}, 'full', full);
            plan = []; log = []; values = {};
        end
        return
    end
    answer = false;
    if full
        return
    end
    try
        f = plan.in(id);
        by = before(f);
        wanted = [];
        if by == 0 && plan.first(id)
            wanted = plan.parameters{f};
            by = -f;
        elseif by > 0 && kept(f)
            wanted = plan.stores{by};
        end
        by = by(ones(1, numel(wanted)));
        if plan.enters(id)
            turns(id) = 0;
        end
        loop = plan.outer(id);
        keep = true;
        if loop > 0
            turns(loop) = turns(loop) + plan.begins(id);
            turn = turns(loop);
            keep = turn <= plan.first_turns || mod(turn, plan.stride) == 0 || ...
                   (turn >= plan.window(1) && turn <= plan.window(2));
        end
        header = plan.header(id);
        if header > 0 && header ~= before(f) && keep  % the next iteration has begun
            wanted = [wanted, plan.stores{header}];
            by(end + 1:numel(wanted)) = header;
        end
        for k = 1:numel(wanted)
            name = plan.names{wanted(k)};
            if guarded(wanted(k)) && ~evalin('caller', ['exist(''' name ''', ''var'')'])
                continue
            end
            try
                value = evalin('caller', name);
            catch
                continue  % not defined yet
            end
            rows = rows + 1;
            if isa(value, 'double') && isscalar(value) && isreal(value) && ~issparse(value)
                log(:, rows) = [by(k); wanted(k); 0; value];
            else
                count = count + 1;
                values{count} = value;
                bytes = bytes + 8 * numel(value);
                log(:, rows) = [by(k); wanted(k); 1; count];
            end
        end
        before(f) = plan.after(id);
        kept(f) = keep;
        if keep
            rows = rows + 1;
            log(:, rows) = [id; 0; 0; 0];
            if loop > 0
                log(4, rows) = turns(loop);
            end
        end
        if rows + 1000 > size(log, 2)
            log(:, 2 * end) = 0;
        end
        if count + 1000 > numel(values)
            values{2 * end} = [];
        end
        full = rows > plan.limit || bytes > plan.bytes;
    catch
        full = true;
    end
end
