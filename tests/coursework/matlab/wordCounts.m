function [vocab, counts] = wordCounts(words)
% words: cell array of char; vocab: sorted cell array, counts: row vector
vocab = unique(lower(words));
counts = zeros(1, numel(vocab));
for i = 1:numel(vocab)
    counts(i) = sum(strcmpi(words, vocab{i}));
end
