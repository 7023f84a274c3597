function [next, state] = matdrop_step(block, count)
% MATDROP_STEP  Decide from the count-th entry into a block on whether entries are recorded.
%   next is the count at which to ask again, state 1 if entries are recorded until then, 1000
%   if a window asks for them, 0 if they are only counted. See tracing/bounds.py. While the run is
%   in the window of one block, every block is recorded.
    global matdrop_p
    if ~isempty(matdrop_p.ended)
        next = Inf;
        state = 0;
        if strcmp(matdrop_p.ended, 'time')
            next = 0;
            matdrop_stop('time');
        end
        return
    end
    matdrop_p.counted = max(matdrop_p.counted, count);
    if toc(matdrop_p.started) > matdrop_p.seconds
        matdrop_stop('time');
    end
    windows = matdrop_p.windows{block};
    inside = any(mod(count - windows(:, 1), windows(:, 3)) == 0 & windows(:, 1) <= count & count <= windows(:, 2));
    if inside && ~matdrop_p.window
        matdrop_p.window = block;
        matdrop_again();
    elseif ~inside && matdrop_p.window == block
        matdrop_p.window = 0;
    end
    if matdrop_p.window
        next = count + 1;
        state = 1000;
        return
    end
    stride = matdrop_p.stride;
    while count > 2 * matdrop_p.turns * stride
        stride = 10 * stride;
    end
    if count <= matdrop_p.turns
        next = matdrop_p.turns + 1;
        state = 1;
    elseif mod(count, stride) == 0
        next = count + 1;
        state = 1;
    else
        next = ceil(count / stride) * stride;
        state = 0;
    end
    % The next count that each window asks for, after this one.
    steps = max(0, floor((count - windows(:, 1)) ./ windows(:, 3)) + 1);
    asked = windows(:, 1) + steps .* windows(:, 3);
    next = min([next; asked(asked <= windows(:, 2))]);
end
