function draws = matdrop_draws(state)
% MATDROP_DRAWS  The uniform draws that lead from state to the present state of rand.
%   A column of doubles; empty if nothing was drawn, NaN if the present state is not
%   reached within a million draws (for example because rand was seeded again).
    mlock();  % stays when functions are cleared: reading it again takes longer than running it
    target = matdrop_state();
    draws = [];
    if matdrop_same(state, target)
        return
    end
    set_state(state);
    % A draw takes two of the 624 words of a block, so the last element of the
    % state (words left in Octave, words used in MATLAB) gives the number of draws
    % up to a multiple of 312.
    words = target(end) - state(end);
    if exist('OCTAVE_VERSION', 'builtin')
        words = -words;
    end
    blocks = {builtin('rand', mod(floor(words / 2), 312), 1)};
    state = matdrop_state();
    while ~matdrop_same(state, target)
        if numel(blocks) > 1e6 / 312
            draws = NaN;
            set_state(target);
            return
        end
        blocks{end + 1} = builtin('rand', 312, 1);
        state = matdrop_state();
    end
    draws = vertcat(blocks{:});
end

function set_state(state)
    if exist('OCTAVE_VERSION', 'builtin')
        builtin('rand', 'state', state);
    else
        generator = rng;
        generator.State = uint32(state);
        rng(generator);
    end
end
