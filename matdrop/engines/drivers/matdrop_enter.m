function matdrop_enter(folder)
% MATDROP_ENTER  Work in another folder: its functions and files are found, those of the one before no more.
%   An original runs where it stands, as it does for its author, so that it finds the data
%   files that it names. GNU Octave goes on finding functions of the folder before unless told
%   to look again.
    if ~strcmp(pwd(), folder) && exist(folder, 'dir')
        cd(folder);
        rehash
        clear functions
    end
end
