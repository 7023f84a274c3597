function part = extractAfter(text, border)
% EXTRACTAFTER  The part of a text after another text, or after a place.
    if iscell(text)
        part = cellfun(@(one) extractAfter(one, border), text, 'UniformOutput', false);
        return
    end
    place = border;
    if ischar(border)
        place = strfind(text, border) + numel(border) - 1;
    end
    part = '';
    if ~isempty(place)
        part = text(place(1) + 1:end);
    end
end
