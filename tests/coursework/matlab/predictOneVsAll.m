function p = predictOneVsAll(all_theta, X)
%PREDICTONEVSALL Predict the label for a trained one-vs-all classifier
%   p is a vector of labels 1..K

m = size(X, 1);
X = [ones(m, 1) X];
[~, p] = max(sigmoid(X * all_theta'), [], 2);

end
