function [net, loss, order, mask] = nn_train(net, X, T, options)
% NN_TRAIN  Train a network by gradient descent in mini-batches, with dropout.
%   [net, loss, order, mask] = nn_train(net, X, T, options) goes options.epochs times
%   through the examples, in batches of options.batch_size; the last batch has what
%   is left. options.rate is the learning rate and options.momentum the share of the
%   last step that is taken again (0 for none); keep_prob, keep_prob_input and
%   weight_decay are as in nn_forward.m and nn_backward.m.
%   loss has the cost of each batch before its step, with the units of that iteration.
%   order(epoch, :) is the order of the examples, and mask that of the last iteration.
%
%   Mirrors the article "Dropout (inverted dropout)": each iteration trains a
%   different network, of some of the units.
    m = size(X, 1);
    loss = zeros(options.epochs * ceil(m / options.batch_size), 1);
    order = zeros(options.epochs, m);
    velocity = struct();
    velocity.W = cell(1, numel(net.W));
    velocity.b = cell(1, numel(net.W));
    for l = 1:numel(net.W)
        velocity.W{l} = zeros(size(net.W{l}));
        velocity.b{l} = zeros(size(net.b{l}));
    end
    k = 1;
    for epoch = 1:options.epochs
        order(epoch, :) = randperm(m);
        for first = 1:options.batch_size:m
            last = min(first + options.batch_size - 1, m);
            batch = order(epoch, first:last);
            [A, mask] = nn_forward(net, X(batch, :), options);
            loss(k) = nn_cost(net, A{end}, T(batch, :), options);
            k = k + 1;
            grad = nn_backward(net, A, mask, T(batch, :), options);
            for l = 1:numel(net.W)
                velocity.W{l} = options.momentum .* velocity.W{l} - options.rate .* grad.W{l};
                velocity.b{l} = options.momentum .* velocity.b{l} - options.rate .* grad.b{l};
                net.W{l} = net.W{l} + velocity.W{l};
                net.b{l} = net.b{l} + velocity.b{l};
            end
        end
    end
end
