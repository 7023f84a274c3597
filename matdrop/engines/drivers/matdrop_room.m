function matdrop_room()
% MATDROP_ROOM  Make room for more events, or end the recording where there are too many.
%   Copies add events without a look at the room; they look only where a block is entered.
    global matdrop_p matdrop_i matdrop_v matdrop_l
    if matdrop_i >= matdrop_p.limit
        matdrop_stop('memory');
        return
    end
    room = 2 * numel(matdrop_v);
    matdrop_v{room} = [];
    matdrop_l = min(room - 5000, matdrop_p.limit);
end
