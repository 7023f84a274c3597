function J = dropout_objective(W, b, X, Y, keep_prob, draws)
% DROPOUT_OBJECTIVE  The squared error of the linear model under dropout, drawn many times.
%   J = dropout_objective(W, b, X, Y, keep_prob, draws) is a row: for each draw of a
%   mask of the size of X, the squared error of linear_model summed over the
%   examples, the columns of X and of the row Y. The mean of J estimates
%   dropout_expected_objective.
%
%   Mirrors what an iteration with dropout minimises in the article "Dropout
%   (inverted dropout)", for its linear model.
    X_drawn = repmat(X, 1, draws);
    Y_hat = linear_model(W, b, X_drawn, keep_prob);
    E = Y_hat - repmat(Y, 1, draws);
    E = reshape(E, size(Y, 2), draws);
    J = sum(E .^ 2, 1);
end
