function text = erase(text, pattern)
% ERASE  Remove every occurrence of a text, in a text or in each text of a cell.
    text = replace(text, pattern, '');
end
