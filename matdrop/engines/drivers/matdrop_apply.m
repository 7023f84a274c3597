function matdrop_apply(folder)
% MATDROP_APPLY  Evaluate the function handle of job.mat for a port and save its outputs in result.mat.
    mlock();  % stays when functions are cleared: reading it again takes longer than running it
    job = load([folder '/job.mat']);
    request = matdrop_texts(job.request);
    home = path();
    restored = onCleanup(@() path(home));
    matdrop_enter(request.folder, request.path);
    args = cell(1, numel(request.args));
    for k = 1:numel(args)
        args{k} = matdrop_unpack(request.args{k});
    end
    outputs = cell(1, request.nargout);
    handle = str2func(request.handle);
    [outputs{:}] = handle(args{:});
    outputs = matdrop_pack(outputs);
    save('-v6', [folder '/result.mat'], 'outputs');
end
