function states = matdrop_states()
% MATDROP_STATES  The states of the engine's generators: rows of name and state.
    mlock();  % stays when functions are cleared: reading it again takes longer than running it
    if exist('OCTAVE_VERSION', 'builtin')
        states = {'rand', double(rand('state')); 'randn', double(randn('state')); ...
                  'rande', double(rande('state')); 'randg', double(randg('state')); ...
                  'randp', double(randp('state'))};
    else
        generator = rng;
        states = {'rand', double(generator.State(:))};
    end
end
