function net = nn_init(sizes, output)
% NN_INIT  A fully connected network with random weights.
%   net = nn_init(sizes, output) has sizes(1) inputs, a relu layer for each size
%   in between, and sizes(end) outputs, with the activation output: 'sigmoid' or
%   'softmax'. net.W{l} and net.b{l} lead from layer l to layer l + 1, by
%   net.activation{l}. The weights are normal with variance 2 / sizes(l) (He et
%   al., 2015), the biases 0.
%
%   Examples are rows, as in the article "Dropout (inverted dropout)".
    L = numel(sizes) - 1;
    net = struct();
    net.W = cell(1, L);
    net.b = cell(1, L);
    net.activation = [repmat({'relu'}, 1, L - 1), {output}];
    for l = 1:L
        net.W{l} = randn(sizes(l), sizes(l + 1)) .* sqrt(2 ./ sizes(l));
        net.b{l} = zeros(1, sizes(l + 1));
    end
end
