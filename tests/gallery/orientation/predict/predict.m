function p = predict(theta, X)
%PREDICT Predict whether the label is 0 or 1 with learned logistic
%   regression parameters theta (threshold at 0.5).
m = size(X, 1);
p = zeros(m, 1);

h = sigmoid(X * theta);
p(h >= 0.5) = 1;
end

function g = sigmoid(z)
g = 1 ./ (1 + exp(-z));
end
