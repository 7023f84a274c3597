function x = icdf(name, p, a, b)
% ICDF  Inverse of a distribution function, by the distribution's name.
    if nargin < 4
        b = [];
    end
    switch lower(name)
        case {'normal', 'norm'}
            x = norminv(p, a, b);
        case {'chisquare', 'chi2'}
            x = chi2inv(p, a);
        case 't'
            x = tinv(p, a);
        case {'exponential', 'exp'}
            x = -a .* log1p(-p);
        case {'uniform', 'unif'}
            x = a + p .* (b - a);
        case {'lognormal', 'logn'}
            x = exp(norminv(p, a, b));
        case {'gamma', 'gam'}
            x = b .* gammaincinv(p, a + zeros(size(p)));
        case 'beta'
            x = betaincinv(p, a, b);
        case {'rayleigh', 'rayl'}
            x = a .* sqrt(-2 * log1p(-p));
        case {'weibull', 'wbl'}
            x = a .* (-log1p(-p)) .^ (1 ./ b);
        otherwise
            error('matdrop:shim', 'matdrop''s shim for icdf does not have the distribution %s', name);
    end
end
