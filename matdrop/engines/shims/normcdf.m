function p = normcdf(x, mu, sigma, tail)
% NORMCDF  Distribution function of the normal distribution; with 'upper' one minus it.
    if nargin < 2 || ischar(mu)
        if nargin == 2
            tail = mu;
        end
        mu = 0;
    end
    if nargin < 3
        sigma = 1;
    end
    z = (x - mu) ./ (sigma * sqrt(2));
    if exist('tail', 'var')
        z = -z;
    end
    p = 0.5 * erfc(-z);
end
