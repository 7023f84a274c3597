function [Y, mask] = linear_model(W, b, X, keep_prob)
% LINEAR_MODEL  The linear model Y = W X + b, with inverted dropout on its units X.
%   [Y, mask] = linear_model(W, b, X, keep_prob) drops elements of X, and gives
%   W * X + b of what is left. The columns of X are examples, its rows are the
%   units; W has a column for each unit and a row for each output, b is a column.
%
%   A dropped unit takes its term out of W * X. If all units are dropped, no term
%   is left, and Y = b. (Let keep_prob be realmin for that: no draw is below it.
%   With 0 the division by keep_prob makes NaN of every element.)
%
%   Mirrors the linear model of the article "Dropout (inverted dropout)", in the
%   article's orientation: it writes Y = W X + b, so examples are columns here,
%   and not rows as in its demonstration, dropout_demo.m.
    [X, mask] = inverted_dropout(X, keep_prob);
    Y = W * X + b;
end
