function present = matdrop_enter(folder, folders)
% MATDROP_ENTER  Change the folder, so that its functions and files are found and no longer those of the last one.
%   An original runs in its own folder, as it does for its author, so that it finds the data
%   files that it names. folders, a cell, are searched after it; those that exist are returned.
%   Without rehash and clear, GNU Octave still finds functions of the last folder.
    mlock();  % stays when functions are cleared: reading it again takes longer than running it
    moved = ~strcmp(pwd(), folder) && exist(folder, 'dir');
    if moved
        cd(folder);
    end
    present = {};
    for k = 1:numel(folders)
        if exist(folders{k}, 'dir')
            present{end + 1} = folders{k};
        end
    end
    if ~isempty(present)
        addpath(present{:});
    end
    if moved || ~isempty(present)
        rehash
        clear functions
    end
end
