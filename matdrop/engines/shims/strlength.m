function count = strlength(text)
% STRLENGTH  Number of characters of a text, or of each text of a cell.
    if iscell(text)
        count = cellfun(@numel, text);
    else
        count = numel(text);
    end
end
