function found = contains(text, pattern)
% CONTAINS  Whether a text, or each text of a cell, contains one of the patterns.
    if ~iscell(text)
        text = {text};
    end
    if ~iscell(pattern)
        pattern = {pattern};
    end
    found = false(size(text));
    for k = 1:numel(text)
        for j = 1:numel(pattern)
            found(k) = found(k) || ~isempty(strfind(text{k}, pattern{j}));
        end
    end
end
