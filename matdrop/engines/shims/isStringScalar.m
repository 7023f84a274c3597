function answer = isStringScalar(value)
% ISSTRINGSCALAR  Whether a value is one string; here a char row, because Octave has no strings.
    answer = ischar(value) && size(value, 1) == 1;
end
