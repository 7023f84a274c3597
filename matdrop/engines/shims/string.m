function text = string(value)
% STRING  Text of a value. Octave has no strings: one is a char row, an array of them a cell of char rows.
%   So "a" + "b" adds codes, and == compares characters; both are not what MATLAB does.
    if ischar(value)
        text = value;
        if size(value, 1) > 1
            text = cellstr(value);
        end
    elseif iscell(value)
        text = cellfun(@string, value, 'UniformOutput', false);
    elseif isscalar(value)
        text = text_of(value);
    else
        text = arrayfun(@text_of, value, 'UniformOutput', false);
    end
end

function text = text_of(value)
    if islogical(value)
        words = {'false', 'true'};
        text = words{value + 1};
    elseif isinteger(value)
        text = sprintf('%d', value);
    elseif isnan(value)
        text = 'NaN';  % MATLAB: <missing>
    else
        text = sprintf('%.5g', value);  % at most five significant digits, as MATLAB has them
    end
end
