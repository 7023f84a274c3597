function matdrop_seed(seed)
% MATDROP_SEED  Seed every generator of the engine.
    mlock();  % stays when functions are cleared: reading it again takes longer than running it
    if exist('OCTAVE_VERSION', 'builtin')  % an original's folder may have functions of these names
        builtin('rand', 'twister', seed);
        builtin('randn', 'twister', seed);
        builtin('rande', 'twister', seed);
        builtin('randg', 'twister', seed);
        builtin('randp', 'twister', seed);
    else
        rng(seed, 'twister');
    end
end
