function r = difference(snippet, bare)
% DIFFERENCE  Run the snippet of a row and give the variable r that it leaves behind.
%   Where bare is true, the functions that matdrop puts in place of missing ones are off the path.
    if bare
        before = path();
        restore = onCleanup(@() path(before));
        folders = strsplit(before, pathsep());
        stubs = folders(~cellfun(@isempty, regexp(folders, '[\\/]matdrop_\w+[\\/]stubs$')));
        if ~isempty(stubs)
            rmpath(stubs{:});
        end
    end
    eval(snippet);
end
