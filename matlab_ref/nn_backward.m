function grad = nn_backward(net, A, mask, T, options)
% NN_BACKWARD  Backward propagation: the gradient of nn_cost by weights and biases.
%   grad = nn_backward(net, A, mask, T, options) has grad.W{l} and grad.b{l}, of the
%   sizes of net.W{l} and net.b{l}. A and mask are those of nn_forward, and T holds
%   the targets, a row of 0 and 1 for each example. options.weight_decay is the
%   factor of the weights' penalty; the biases have none.
%
%   Mirrors the article "Dropout (inverted dropout)": units that were dropped take
%   no part in the backward propagation of their iteration either.
    m = size(T, 1);
    L = numel(net.W);
    grad = struct();
    grad.W = cell(1, L);
    grad.b = cell(1, L);
    dZ = (A{L + 1} - T) ./ m;
    for l = L:-1:1
        grad.W{l} = A{l}' * dZ + options.weight_decay .* net.W{l};
        grad.b{l} = sum(dZ, 1);
        if l > 1
            dA = dZ * net.W{l}';
            dA = inverted_dropout_backward(dA, mask{l}, options.keep_prob);
            dZ = dA .* (A{l} > 0);
        end
    end
end
