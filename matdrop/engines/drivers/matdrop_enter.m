function matdrop_enter(folder)
% MATDROP_ENTER  Change the folder, so that its functions and files are found and no longer those of the last one.
%   An original runs in its own folder, as it does for its author, so that it finds the data
%   files that it names. Without rehash and clear, GNU Octave still finds functions of the last folder.
    if ~strcmp(pwd(), folder) && exist(folder, 'dir')
        cd(folder);
        rehash
        clear functions
    end
end
