function [inverted, as_published] = dropout_expected_value(keep_prob, draws)
% DROPOUT_EXPECTED_VALUE  The mean of dropped ones, by inverted dropout and by the gist as published.
%   [inverted, as_published] = dropout_expected_value(keep_prob, draws) drops as many
%   ones and takes their mean. The expected value is 1 for inverted dropout, and
%   0.8 / keep_prob for the gist as published: 0.941 at its keep_prob of 0.85.
%
%   Mirrors the article "Dropout (inverted dropout)", which invites its reader to
%   check that the expected value does not change, whatever keep_prob is.
    X = ones(draws, 1);
    X_dropped = inverted_dropout(X, keep_prob);
    inverted = mean(X_dropped, 1);
    X_dropped = dropout_as_published(X, keep_prob);
    as_published = mean(X_dropped, 1);
end
