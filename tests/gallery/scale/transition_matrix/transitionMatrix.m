function P = transitionMatrix(counts)
% every row of counts divided by its sum
P = zeros(size(counts));
for i = 1:size(counts, 1)
    P(i, :) = counts(i, :) / sum(counts(i, :));
end
end
