function [D, mask] = dropoutForward(A, keep_prob)
% inverted dropout on one layer of activations
mask = rand(size(A)) < keep_prob;
D = A .* mask;
D = D / keep_prob;
end
