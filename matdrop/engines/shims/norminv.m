function x = norminv(p, mu, sigma)
% NORMINV  Inverse of the distribution function of the normal distribution.
    if nargin < 2
        mu = 0;
    end
    if nargin < 3
        sigma = 1;
    end
    z = -sqrt(2) * erfcinv(2 * p);
    % Octave's erfcinv has nine digits in the tails: one step of Halley's method gives the others.
    excess = (0.5 * erfc(-z / sqrt(2)) - p) .* sqrt(2 * pi) .* exp(z .^ 2 / 2);
    better = z - excess ./ (1 + z .* excess / 2);
    z(isfinite(better)) = better(isfinite(better));
    x = mu + sigma .* z;
end
