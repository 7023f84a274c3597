function [words, counts] = vocabulary(text)
% words in the order of first appearance, and how often each appears
parts = strsplit(lower(text), ' ');
words = {};
counts = [];
for i = 1:numel(parts)
    k = find(strcmp(words, parts{i}));
    if isempty(k)
        words{end + 1} = parts{i};
        counts(end + 1) = 1;
    else
        counts(k) = counts(k) + 1;
    end
end
end
