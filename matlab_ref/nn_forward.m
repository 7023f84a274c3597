function [A, mask] = nn_forward(net, X, options, mask)
% NN_FORWARD  Forward propagation in training, with dropout.
%   [A, mask] = nn_forward(net, X, options) gives the activations of every layer:
%   A{1} is the input X, a row for each example, A{end} the output of the network.
%   The units of the input are kept with probability options.keep_prob_input and
%   those of the hidden layers with options.keep_prob; mask{l} says which of A{l}
%   are. Masks are drawn for a probability of 1, too, so that a seed gives the same
%   weights and batches with and without dropout.
%   [A, mask] = nn_forward(net, X, options, mask) holds the mask: nothing is drawn.
%
%   Mirrors the article "Dropout (inverted dropout)": every iteration of training
%   shuts down other units. For test time see nn_predict.m.
    L = numel(net.W);
    A = cell(1, L + 1);
    A{1} = X;
    keep_prob = [options.keep_prob_input, repmat(options.keep_prob, 1, L - 1)];
    is_held = nargin > 3;
    if ~is_held
        mask = cell(1, L);
    end
    for l = 1:L
        if is_held
            A{l} = A{l} .* mask{l} ./ keep_prob(l);
        else
            [A{l}, mask{l}] = inverted_dropout(A{l}, keep_prob(l));
        end
        Z = A{l} * net.W{l} + net.b{l};
        A{l + 1} = nn_activate(Z, net.activation{l});
    end
end
