function S = cosineSimilarity(X)
% cosine of the angle between every two rows
len = sqrt(sum(X.^2, 2));
U = X ./ repmat(len, 1, size(X, 2));
S = U * U';
end
