function matdrop_close(block)
% MATDROP_CLOSE  End the window of a block whose loop is over.
    global matdrop_p
    if matdrop_p.window == block
        matdrop_p.window = 0;
    end
end
