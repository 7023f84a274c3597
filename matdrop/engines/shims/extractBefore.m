function part = extractBefore(text, border)
% EXTRACTBEFORE  The part of a text before another text, or before a place.
    if iscell(text)
        part = cellfun(@(one) extractBefore(one, border), text, 'UniformOutput', false);
        return
    end
    place = border;
    if ischar(border)
        place = strfind(text, border);
    end
    part = '';
    if ~isempty(place)
        part = text(1:place(1) - 1);
    end
end
