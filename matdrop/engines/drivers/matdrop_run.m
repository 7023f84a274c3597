function matdrop_run(folder)
% MATDROP_RUN  Run the cases of job.mat and save their results in result.mat.
%   The job holds, as session.py writes them: pairs, a cell of structs with the fields
%   folder (where it runs), file, name, path (more folders, a cell), extended and packages (see
%   matdrop_folders), method and static (of a class, whose name is name; empty for a function),
%   parameters, script, nargout, outputs, cleared (whether functions are cleared before each
%   case) and confined (whether it can change neither the folder nor the variables of its caller);
%   and for each case pair (its number), args and constructor (lists, as matdrop_lists takes them),
%   evaluated (whether args hold expressions) and seed (NaN for none).
%   The result holds outputs, the lists of all cases as matdrop_join packs them; seconds, for each
%   case; printed, everything that was printed, with a mark before each case; and more, rows of
%   case, field and value.
    mlock();  % stays when functions are cleared: reading it again takes longer than running it
    job = load([folder '/job.mat']);
    clear functions
    printed = evalc('[outputs, seconds, more] = matdrop_cases(folder, job);');
    printed = double(printed);
    save('-v6', [folder '/result.mat'], 'outputs', 'seconds', 'printed', 'more');
end
