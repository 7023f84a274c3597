function states = matdrop_states()
% MATDROP_STATES  The states of the engine's generators: rows of name and state.
    mlock();  % stays when functions are cleared: reading it again takes longer than running it
    if exist('OCTAVE_VERSION', 'builtin')  % an original's folder may have functions of these names
        states = {'rand', matdrop_state(); 'randn', double(builtin('randn', 'state')); ...
                  'rande', double(builtin('rande', 'state')); 'randg', double(builtin('randg', 'state')); ...
                  'randp', double(builtin('randp', 'state'))};
    else
        states = {'rand', matdrop_state()};
    end
end
