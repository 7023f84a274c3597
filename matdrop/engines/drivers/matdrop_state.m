function state = matdrop_state()
% MATDROP_STATE  The state of the generator of rand, a column of doubles.
    mlock();  % stays when functions are cleared: reading it again takes longer than running it
    if exist('OCTAVE_VERSION', 'builtin')  % an original's folder may have a function of this name
        state = double(builtin('rand', 'state'));
    else
        generator = rng;
        state = double(generator.State(:));
    end
end
