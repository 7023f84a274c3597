function [b, bint, r, rint, stats] = regress(y, X, alpha)
% REGRESS  Multiple linear regression by least squares, with intervals of confidence 1 - alpha.
    if nargin < 3
        alpha = 0.05;
    end
    present = ~any(isnan([y, X]), 2);
    missing = ~present;
    [y, X, whole] = deal(y(present), X(present, :), size(y, 1));
    [n, p] = size(X);
    [Q, R] = qr(X, 0);
    if any(abs(diag(R)) <= max(n, p) * eps(abs(R(1))))
        error('matdrop:shim', 'matdrop''s shim for regress needs columns that do not depend on each other');
    end
    b = R \ (Q' * y);
    residual = y - X * b;
    freedom = n - p;
    error_of_fit = norm(residual) / sqrt(max(freedom, 0));
    of_b = tinv(1 - alpha / 2, freedom) * error_of_fit * sqrt(sum(abs(R \ eye(p)) .^ 2, 2));
    bint = [b - of_b, b + of_b];
    leverage = sum(abs(Q) .^ 2, 2);
    others = sqrt((freedom * error_of_fit ^ 2 - residual .^ 2 ./ (1 - leverage)) / (freedom - 1));
    of_r = tinv(1 - alpha / 2, freedom - 1) * sqrt(1 - leverage) .* others;
    r = nan(whole, 1);
    rint = nan(whole, 2);
    r(~missing) = residual;
    rint(~missing, :) = [residual - of_r, residual + of_r];
    total = norm(y - mean(y)) ^ 2;
    explained = norm(X * b - mean(y)) ^ 2;
    F = (explained / (p - 1)) / error_of_fit ^ 2;
    chance = betainc(freedom / (freedom + (p - 1) * F), freedom / 2, (p - 1) / 2);
    stats = [1 - norm(residual) ^ 2 / total, F, chance, error_of_fit ^ 2];
end
