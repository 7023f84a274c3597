function X_poly = polyFeatures(X, p)
%POLYFEATURES Map X (a column) to the powers 1 to p
X_poly = zeros(numel(X), p);
X_poly(:, 1) = X;
for i = 2:p
    X_poly(:, i) = X_poly(:, i-1) .* X;
end
end
