function [mask, U] = rowMasks(A, keep_prob)
% dropout mask of a layer, with the numbers it came from
U = rand(size(A));
mask = U < keep_prob;
end
