function [outputs, seconds, more] = matdrop_case(pair, packed, constructor, evaluated, seed, is_first)
% MATDROP_CASE  Run one case of an original; see matdrop_run.
%   outputs is a cell of values. more has rows of field and value: the inputs, if they were
%   evaluated, and the constructor's, if there are any; the states of the generators after that; the
%   uniform draws of the call; the names of a script's variables; the error.
    mlock();  % stays when functions are cleared: reading it again takes longer than running it
    outputs = {};
    seconds = 0;
    more = cell(0, 2);
    seeded = ~isnan(seed);
    may_draw = evaluated || ~isempty(constructor);  % before the call
    stage = 'original';
    number = 0;
    try
        if is_first
            check_original(pair);
        end
        stage = 'arguments';
        if seeded
            matdrop_seed(seed);
        end
        if seeded && may_draw
            seeded_states = matdrop_states();
        end
        args = packed(:)';
        for k = find(~cellfun('isclass', args, 'double'))
            number = k;
            args{k} = matdrop_unpack(args{k});
        end
        if evaluated
            more(end + 1, :) = {'inputs', matdrop_pack(args)};
        end
        if ~isempty(constructor)
            stage = 'constructor';
            constructor = matdrop_evaluate(constructor, pair.parameters, args);
            more(end + 1, :) = {'constructor', matdrop_pack(constructor)};
        end
        if seeded && may_draw
            states = matdrop_states();
            if ~matdrop_same([states{:, 2}], [seeded_states{:, 2}])
                more(end + 1, :) = {'states', states};
            end
        end
        if seeded
            at_call = matdrop_state();
        end
        stage = 'call';
        started = tic;
        if pair.script
            [found, names] = matdrop_script(pair.name, pair.outputs);
            more(end + 1, :) = {'names', names};
        else
            found = matdrop_call(pair, constructor, args);
        end
        seconds = toc(started);
        outputs = found;
        if seeded
            more(end + 1, :) = {'draws', matdrop_draws(at_call)};
        end
    catch problem
        message = problem.message;
        if strcmp(stage, 'arguments') && ~isempty(packed)
            message = sprintf('argument %d: %s', number, message);
        end
        more(end + 1, :) = {'error', matdrop_problem(problem, stage, message, pair)};
    end
end

function check_original(pair)
    if isempty(pair.file)
        return  % a method, which the class of its first argument finds
    end
    found = which(pair.name);
    if ~strcmp(found, pair.file)
        error('matdrop:original', '%s was asked for, but the name %s calls %s', pair.file, pair.name, found);
    end
    if exist(pair.name, 'builtin') == 5
        error('matdrop:original', ...
              '%s is also a builtin function, which may run instead: rename the original', pair.name);
    end
end
