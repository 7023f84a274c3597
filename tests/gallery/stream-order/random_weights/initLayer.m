function [W1, b1] = initLayer(n_in, n_out)
% uniform weights in (-0.5, 0.5), zero biases
W1 = rand(n_out, n_in);
W1 = W1 - 0.5;
b1 = zeros(n_out, 1);
end
