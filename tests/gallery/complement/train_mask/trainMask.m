function [train, n_train] = trainMask(n, fraction)
% mark about a fraction of n examples for training
r = rand(n, 1);
train = r < fraction;
n_train = sum(train);
end
