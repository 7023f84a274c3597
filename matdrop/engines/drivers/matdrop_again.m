function matdrop_again()
% MATDROP_AGAIN  Let each block ask at its next entry what is recorded.
    global matdrop_p
    for k = 1:matdrop_p.blocks
        eval(sprintf('global matdrop_t%d; matdrop_t%d = 0;', k, k));
    end
end
