function J = nn_cost(net, Y, T, options)
% NN_COST  The mean cross-entropy of the examples, and the weights' penalty.
%   J = nn_cost(net, Y, T, options) compares the network's output Y with the targets
%   T, a row of 0 and 1 for each example (with a softmax, one 1 in each row), and
%   adds options.weight_decay / 2 times the sum of the squares of all weights.
%   Biases are not penalised.
    m = size(T, 1);
    if strcmp(net.activation{end}, 'softmax')
        P = sum(T .* Y, 2);
    else
        P = T .* Y + (1 - T) .* (1 - Y);
    end
    J = -sum(log(P(:))) / m;
    for l = 1:numel(net.W)
        J = J + options.weight_decay / 2 * sum(net.W{l}(:) .^ 2);
    end
end
