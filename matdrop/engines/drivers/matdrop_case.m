function [outputs, seconds, more] = matdrop_case(pair, packed, evaluated, seed, is_first)
% MATDROP_CASE  Run one case of an original; see matdrop_run.
%   outputs is a cell of values. more has rows of field and value: the inputs, if they were
%   evaluated; the states of the generators after that; the uniform draws of the call; the names
%   of a script's variables; the error.
    outputs = {};
    seconds = 0;
    more = cell(0, 2);
    seeded = ~isnan(seed);
    stage = 'original';
    number = 0;
    try
        if is_first
            check_original(pair);
        end
        stage = 'arguments';
        if seeded
            matdrop_seed(seed);
            seeded_states = matdrop_states();
        end
        args = cell(1, numel(packed));
        for k = 1:numel(args)
            number = k;
            args{k} = packed{k};
            if ~isnumeric(args{k})
                args{k} = matdrop_unpack(packed{k});
            end
        end
        if evaluated
            more(end + 1, :) = {'inputs', matdrop_pack(args)};
        end
        if seeded
            states = matdrop_states();
            if ~isequal(states, seeded_states)
                more(end + 1, :) = {'states', states};
            end
        end
        stage = 'call';
        started = tic;
        if pair.script
            [found, names] = matdrop_script(pair.name, pair.outputs);
            more(end + 1, :) = {'names', names};
        else
            found = cell(1, pair.nargout);
            [found{:}] = feval(pair.name, args{:});
        end
        seconds = toc(started);
        outputs = found;
        if seeded
            more(end + 1, :) = {'draws', matdrop_draws(states{1, 2})};
        end
    catch problem
        place = struct('file', '', 'line', 0);
        for k = 1:numel(problem.stack)
            if strncmp(problem.stack(k).file, pair.folder, numel(pair.folder))
                place = problem.stack(k);
                break
            end
        end
        message = problem.message;
        if strcmp(stage, 'arguments') && ~isempty(packed)
            message = sprintf('argument %d: %s', number, message);
        end
        error_row = {stage, problem.identifier, matdrop_pack(message), place.file, place.line};
        more(end + 1, :) = {'error', error_row};
    end
end

function check_original(pair)
    file = fullfile(pair.folder, [pair.name '.m']);
    found = which(pair.name);
    if ~strcmp(found, file)
        error('matdrop:original', '%s was asked for, but the name %s calls %s', file, pair.name, found);
    end
    if exist(pair.name, 'builtin') == 5
        error('matdrop:original', ...
              '%s is also a builtin function, which may run instead: rename the original', pair.name);
    end
end
