function [label, Y] = nn_predict(net, X)
% NN_PREDICT  What a trained network says of examples, at test time.
%   [label, Y] = nn_predict(net, X) gives the output Y, a row for each example. With a
%   softmax label is the number of the largest output, counted from 1, else whether
%   an output is at least 0.5.
%
%   Mirrors the article "Dropout (inverted dropout)": dropout is for training only; at
%   test time nothing is dropped and nothing is scaled.
    Y = X;
    for l = 1:numel(net.W)
        Y = inverted_dropout_predict(Y);
        Y = nn_activate(Y * net.W{l} + net.b{l}, net.activation{l});
    end
    if strcmp(net.activation{end}, 'softmax')
        [~, label] = max(Y, [], 2);
    else
        label = Y >= 0.5;
    end
end
