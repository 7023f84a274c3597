function g = sigmoid(z)
%SIGMOID Compute sigmoid function, also for vectors and matrices

g = 1.0 ./ (1.0 + exp(-z));

end
