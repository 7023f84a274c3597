function result = matdrop_case(request)
% MATDROP_CASE  Run one case of an original.
%   request has the fields folder, name, script, args, seed, nargout and outputs.
%   result has the inputs and outputs (packed), what was printed, the states that
%   evaluating the arguments left in the generators, the uniform draws of the
%   call, its seconds, and the error if there was one.
    result = struct('inputs', {{}}, 'outputs', {{}}, 'printed', '', 'states', {{}}, ...
                    'names', {request.outputs}, 'draws', [], 'seconds', 0, 'error', {{}});
    seeded = ~isempty(request.seed);
    stage = 'original';
    try
        file = fullfile(request.folder, [request.name '.m']);
        found = which(request.name);
        if ~strcmp(found, file)
            error('matdrop:original', 'asked for %s, but the name %s leads to %s', file, request.name, found);
        end
        if exist(request.name, 'builtin') == 5
            error('matdrop:original', ...
                  '%s is also a builtin function, which may run in its place: rename the original', request.name);
        end
        stage = 'arguments';
        if seeded
            matdrop_seed(request.seed);
            seeded_states = matdrop_states();
        end
        args = cell(1, numel(request.args));
        for k = 1:numel(args)
            args{k} = matdrop_unpack(request.args{k});
        end
        result.inputs = matdrop_pack(args);
        if seeded
            states = matdrop_states();
            if ~isequal(states, seeded_states)
                result.states = states;
            end
        end
        stage = 'call';
        started = tic;
        if request.script
            [outputs, printed, result.names] = matdrop_script(request.name, request.outputs);
        else
            [outputs, printed] = matdrop_call(request.name, args, request.nargout);
        end
        result.seconds = toc(started);
        result.printed = matdrop_pack(printed);
        result.outputs = matdrop_pack(outputs);
        if seeded
            result.draws = matdrop_draws(states{1, 2});
        end
    catch problem
        place = struct('file', '', 'line', 0, 'name', '');
        for k = 1:numel(problem.stack)
            if strncmp(problem.stack(k).file, request.folder, numel(request.folder))
                place = problem.stack(k);
                break
            end
        end
        result.error = {stage, problem.identifier, matdrop_pack(problem.message), ...
                        place.file, place.line, place.name};
    end
end
