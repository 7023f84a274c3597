function found = contains(text, pattern, varargin)
% CONTAINS  Whether a text, or each text of a cell, contains one of the patterns.
    ignore_case = numel(varargin) == 2 && strncmpi(varargin{1}, 'IgnoreCase', numel(varargin{1})) && varargin{2};
    if ~iscell(text)
        text = {text};
    end
    if ~iscell(pattern)
        pattern = {pattern};
    end
    if ignore_case
        text = lower(text);
        pattern = lower(pattern);
    end
    found = false(size(text));
    for k = 1:numel(text)
        for j = 1:numel(pattern)
            found(k) = found(k) || isempty(pattern{j}) || ~isempty(strfind(text{k}, pattern{j}));
        end
    end
end
