function matdrop_trace(folder)
% MATDROP_TRACE  Run one case of an original and record what its lines store.
%   job.mat holds a request as matdrop_case takes it and a plan: the names
%   of all variables, the files, and for each line that is recorded its file,
%   number, what it stores, and whether it starts a function. No line of the
%   original is changed: a breakpoint whose condition records and is never true
%   stands on each line.
    job = load(fullfile(folder, 'job.mat'));
    request = job.request;
    plan = job.plan;
    stubs = matdrop_stubs(folder);
    warning('off', 'Octave:shadowed-function');
    addpath(stubs);
    clear functions
    addpath(request.folder);
    matdrop_probe('start', plan);
    for id = 1:numel(plan.line)
        dbstop('in', plan.files{plan.file(id)}, 'at', num2str(plan.line(id)), ...
               'if', sprintf('matdrop_probe(%d)', id));
    end
    result = matdrop_case(request);
    for k = 1:numel(plan.files)
        dbclear('in', plan.files{k});
    end
    record = matdrop_probe('stop');
    clear matdrop_probe
    rmpath(request.folder);
    rmpath(stubs);
    save('-v6', fullfile(folder, 'result.mat'), 'result', 'record');
end
