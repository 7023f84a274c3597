function folders = matdrop_folders(pair)
% MATDROP_FOLDERS  The folders that are searched for what an original calls, after the one in which it runs.
%   They end with those of the extended functions that it calls: engines/shims/extended has a folder
%   for each function that GNU Octave has, but not in all of MATLAB's forms.
%   The packages of GNU Octave that the original needs are loaded, which puts them on the path, too.
    mlock();  % stays when functions are cleared: reading it again takes longer than running it
    folders = pair.path(:)';
    if ~exist('OCTAVE_VERSION', 'builtin')
        return
    end
    for k = 1:numel(pair.extended)
        shims = fullfile(fileparts(fileparts(mfilename('fullpath'))), 'shims', 'extended');
        folders{end + 1} = fullfile(shims, pair.extended{k});
    end
    for k = 1:numel(pair.packages)
        try
            pkg('load', pair.packages{k});
        catch problem  % the original then fails, and says which function it misses
            fprintf('%s\n', problem.message);
        end
    end
end
