function text = replace(text, old, new)
% REPLACE  Replace every occurrence of a text, in a text or in each text of a cell.
    if ~iscell(old)
        old = {old};
    end
    if ~iscell(new)
        new = {new};
    end
    for k = 1:numel(old)
        text = strrep(text, old{k}, new{min(k, numel(new))});
    end
end
