function asked = matdrop_texts(asked)
% MATDROP_TEXTS  What is asked, with its paths and its handle as text: those beyond ASCII come packed.
    mlock();  % stays when functions are cleared: reading it again takes longer than running it
    for name = {'file', 'folder', 'handle', 'path'}
        if isfield(asked, name{1})
            asked.(name{1}) = matdrop_unpack(asked.(name{1}));
        end
    end
end
