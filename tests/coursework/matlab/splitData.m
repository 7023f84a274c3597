function [train, test] = splitData(data, fraction)
% shuffle the rows and split them into a training and a test set
if nargin < 2
    fraction = 0.7;
end
n = size(data, 1);
order = randperm(n);
n_train = floor(fraction * n);
train = data(order(1:n_train), :);
test = data(order(n_train+1:end), :);
