function matdrop_trace(folder)
% MATDROP_TRACE  Run the case of job.mat and record the values that its lines store.
%   Besides the case, as matdrop_run takes it, the job holds a plan: the names
%   of all variables, the files, and for each line that is recorded its file,
%   number, what it stores, and whether it starts a function. No line of the
%   original is changed: each line has a breakpoint whose condition records and is never
%   true. When the time of the plan is over, matdrop_probe interrupts the original; the result
%   then holds the record and no outputs.
    job = load(fullfile(folder, 'job.mat'));
    plan = job.plan;
    home = path();
    matdrop_enter(job.pairs{1}.folder, matdrop_folders(job.pairs{1}));
    clear functions
    job.pairs{1}.cleared = false;  % clearing once more would clear the breakpoints
    matdrop_probe('start', plan);
    for id = 1:numel(plan.line)
        dbstop('in', plan.files{plan.file(id)}, 'at', num2str(plan.line(id)), ...
               'if', sprintf('matdrop_probe(%d)', id));
    end
    finished = false;
    unwind_protect
        printed = evalc('[outputs, seconds, more] = matdrop_cases(folder, job);');
        finished = true;
    unwind_protect_cleanup
        for k = 1:numel(plan.files)
            dbclear('in', plan.files{k});
        end
        record = matdrop_probe('stop', []);
        clear matdrop_probe
        file = fullfile(folder, 'result.mat');
        if finished
            path(home);
            matdrop_enter(folder, {});
            printed = double(printed);
            save('-v6', file, 'outputs', 'seconds', 'printed', 'more', 'record');
        else
            path(home);
            fclose('all');
            matdrop_enter(folder, {});
            save('-v6', file, 'record');
        end
    end_unwind_protect
end
