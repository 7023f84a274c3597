function x = chi2inv(p, freedom)
% CHI2INV  Inverse of the distribution function of the chi-squared distribution.
    freedom = freedom + zeros(size(p));
    p = p + zeros(size(freedom));
    x = 2 * gammaincinv(p, freedom / 2);
end
