function [next, state] = matdrop_step(block, count)
% MATDROP_STEP  Decide from the count-th entry into a block on whether entries are recorded.
%   next is the count at which to ask again, state 1 if entries are recorded until then, 1000
%   if a window asks for them, 0 if they are only counted. See tracing/bounds.py.
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
    stride = matdrop_p.stride;
    while count > matdrop_p.turns * stride
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
    windows = matdrop_p.windows{block};
    for k = 1:size(windows, 1)
        if windows(k, 1) <= count && count <= windows(k, 2)
            next = windows(k, 2) + 1;
            state = 1000;
        elseif count < windows(k, 1) && windows(k, 1) < next
            next = windows(k, 1);
        end
    end
end
