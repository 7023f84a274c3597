function logp = gaussLogLik(X, mu, sigma2)
% log density of a diagonal Gaussian for every row of X
[m, d] = size(X);
logp = zeros(m, 1);
c = d / 2 * log(2 * pi) + 0.5 * sum(log(sigma2));
for i = 1:m
    q = (X(i, :) - mu).^2 ./ sigma2;
    logp(i) = -0.5 * sum(q) - c;
end
end
