function p = chi2cdf(x, freedom, tail)
% CHI2CDF  Distribution function of the chi-squared distribution; with 'upper' one minus it.
    if nargin < 3
        tail = 'lower';
    end
    [x, freedom] = of_one_size(max(x, 0), freedom);
    p = gammainc(x / 2, freedom / 2, tail);
end

function [a, b] = of_one_size(a, b)
    a = a + zeros(size(b));
    b = b + zeros(size(a));
end
