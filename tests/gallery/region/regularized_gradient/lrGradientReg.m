function grad = lrGradientReg(theta, X, y, lambda)
% gradient of regularised logistic regression, theta(1) is not regularised
m = length(y);
h = sigmoid(X * theta);
grad = X' * (h - y) / m;
reg = (lambda / m) * theta;
reg(1) = 0;
grad = grad + reg;
end
