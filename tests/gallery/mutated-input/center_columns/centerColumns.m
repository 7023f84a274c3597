function [Xc, mu] = centerColumns(X)
% subtract the mean of every column
mu = mean(X, 1);
Xc = X;
for i = 1:size(X, 1)
    Xc(i, :) = X(i, :) - mu;
end
end
