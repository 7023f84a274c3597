function matdrop_seed(seed)
% MATDROP_SEED  Seed every generator of the engine.
    mlock();  % stays when functions are cleared: reading it again takes longer than running it
    if exist('OCTAVE_VERSION', 'builtin')
        rand('twister', seed);
        randn('twister', seed);
        rande('twister', seed);
        randg('twister', seed);
        randp('twister', seed);
    else
        rng(seed, 'twister');
    end
end
