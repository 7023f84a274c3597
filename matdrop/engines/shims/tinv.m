function x = tinv(p, freedom)
% TINV  Inverse of the distribution function of Student's t distribution.
%   If t has this distribution, n / (n + t^2) has the beta distribution with n/2 and 1/2.
    freedom = freedom + zeros(size(p));
    p = p + zeros(size(freedom));
    tail = 2 * min(p, 1 - p);
    x = zeros(size(p));
    inner = tail > 0 & tail < 1;
    share = betaincinv(tail(inner), freedom(inner) / 2, 0.5);
    x(inner) = sqrt(freedom(inner) .* (1 - share) ./ share);
    x(tail == 0) = Inf;
    x = x .* sign(p - 0.5);
    x(isnan(p) | p < 0 | p > 1) = NaN;
end
