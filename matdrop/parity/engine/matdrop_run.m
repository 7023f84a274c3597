function matdrop_run(job_file, result_file, progress_file)
% MATDROP_RUN  Run the cases of a job file and save what each of them gave.
%   The job file holds requests, a cell of structs as octave.py writes them; the
%   result file gets results, a cell of structs as matdrop_case gives them. The
%   progress file always holds the number of the case that is running.
    job = load(job_file);
    requests = job.requests;
    results = cell(size(requests));
    folder = '';
    stubs = matdrop_stubs(fileparts(job_file));
    warning('off', 'Octave:shadowed-function');
    addpath(stubs);
    clear functions
    for k = 1:numel(requests)
        progress = fopen(progress_file, 'w');
        fprintf(progress, '%d', k);
        fclose(progress);
        request = requests{k};
        if ~strcmp(request.folder, folder)
            if ~isempty(folder)
                rmpath(folder);
            end
            folder = request.folder;
            addpath(folder);
        end
        results{k} = matdrop_case(request);
    end
    if ~isempty(folder)
        rmpath(folder);
    end
    rmpath(stubs);
    save('-v6', result_file, 'results');
end
