function same = matdrop_same(one, other)
% MATDROP_SAME  Whether two arrays have the same numbers. To ask isequal takes GNU Octave ten times as long.
    mlock();  % stays when functions are cleared: reading it again takes longer than running it
    same = numel(one) == numel(other) && all(one(:) == other(:));
end
