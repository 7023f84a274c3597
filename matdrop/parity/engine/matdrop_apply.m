function matdrop_apply(job_file, result_file)
% MATDROP_APPLY  Evaluate a function handle for a port and save its first output.
    job = load(job_file);
    request = job.request;
    stubs = matdrop_stubs(fileparts(job_file));
    addpath(stubs);
    addpath(request.folder);
    args = cell(1, numel(request.args));
    for k = 1:numel(args)
        args{k} = matdrop_unpack(request.args{k});
    end
    handle = eval(request.handle);
    value = matdrop_pack(handle(args{:}));
    rmpath(request.folder);
    rmpath(stubs);
    save('-v6', result_file, 'value');
end
