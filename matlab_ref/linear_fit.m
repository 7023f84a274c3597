function W = linear_fit(X, Y, b)
% LINEAR_FIT  Fit the weights of the linear model by least squares.
%   W = linear_fit(X, Y, b) makes W * X + b as near to Y as can be. The columns of
%   X and Y are examples; each row of Y is fitted by itself, to a row of W. b is
%   held. A unit that is dropped in every example (a row of zeros in X) gets the
%   weight 0; with all units dropped W is 0, and the model is Y = b.
%
%   Mirrors the linear model Y = W X + b of the article "Dropout (inverted
%   dropout)", before and after units are dropped.
    kept = any(X, 2);
    W = zeros(size(Y, 1), size(X, 1));
    W(:, kept) = (Y - b) / X(kept, :);
end
