function y = binopdf(x, n, p)
% BINOPDF  Probabilities of the binomial distribution, by the saddle-point expansion of C. Loader (2000).
    [x, n, p] = deal(x + zeros(size(n + p)), n + zeros(size(x + p)), p + zeros(size(x + n)));
    y = zeros(size(x));
    for k = 1:numel(y)
        y(k) = probability(x(k), n(k), p(k));
    end
end

function y = probability(x, n, p)
    if isnan(x) || n < 0 || n ~= floor(n) || p < 0 || p > 1
        y = NaN;
    elseif x < 0 || x > n || x ~= floor(x)
        y = 0;
    elseif p == 0 || p == 1
        y = double(x == n * p);
    elseif x == 0
        y = exp(n * log1p(-p));
    elseif x == n
        y = p ^ n;
    else
        exponent = stirling_error(n) - stirling_error(x) - stirling_error(n - x) ...
                   - deviance(x, n * p) - deviance(n - x, n * (1 - p));
        y = sqrt(n / (2 * pi * x * (n - x))) * exp(exponent);
    end
end

function rest = stirling_error(n)
% log(n!) minus Stirling's approximation of it: exactly for small n, else by its series.
    if n <= 15
        rest = log(factorial(n)) - (n + 0.5) * log(n) + n - 0.5 * log(2 * pi);
    else
        m = n ^ 2;
        rest = (1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680 - 1 / (1188 * m)) / m) / m) / m) / n;
    end
end

function d = deviance(x, mean)
% x log(x / mean) + mean - x, without cancellation where both are near.
    if abs(x - mean) >= 0.1 * (x + mean)
        d = x * log(x / mean) + mean - x;
        return
    end
    v = (x - mean) / (x + mean);
    d = (x - mean) * v;
    term = 2 * x * v;
    for j = 1:1000
        term = term * v ^ 2;
        next = d + term / (2 * j + 1);
        if next == d
            return
        end
        d = next;
    end
end
