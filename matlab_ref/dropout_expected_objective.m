function J = dropout_expected_objective(W, b, X, Y, keep_prob)
% DROPOUT_EXPECTED_OBJECTIVE  The expected squared error of the linear model under dropout.
%   J = dropout_expected_objective(W, b, X, Y, keep_prob) is the squared error without
%   dropout plus the ridge penalty; the derivation stands in dropout_penalty.m.
%
%   Mirrors the claim of the article "Dropout (inverted dropout)" that dropout and a
%   weight penalty are both a kind of weight decay.
    penalty = dropout_penalty(X, keep_prob);
    J = sum((Y - W * X - b) .^ 2, 2) + W .^ 2 * penalty;
end
