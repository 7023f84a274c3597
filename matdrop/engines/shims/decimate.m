function y = decimate(x, factor, order, kind)
% DECIMATE  Lower the sample rate, after a Chebyshev filter of type I that is run forward and backward.
%   Its order is 8, its cutoff 0.8 of the new Nyquist frequency, its ripple 0.05 dB.
    if nargin < 3 || ischar(order)
        if nargin == 3
            kind = order;
        end
        order = 8;
    end
    if exist('kind', 'var')
        error('matdrop:shim', 'matdrop''s shim for decimate does not have the filter %s', kind);
    end
    count = numel(x);
    [b, a] = chebyshev(order, 0.05, 0.8 / factor);
    filtered = both_ways(b, a, x(:));
    y = filtered(factor - (factor * ceil(count / factor) - count):factor:count);
    if size(x, 1) == 1
        y = y.';
    end
end

function [b, a] = chebyshev(order, ripple, cutoff)
% The low-pass filter of type I, from its poles by the bilinear transformation.
    width = asinh(1 / sqrt(10 ^ (ripple / 10) - 1)) / order;
    angle_of = pi * (2 * (1:order) - 1) / (2 * order);
    poles = 2 * tan(pi * cutoff / 2) * (-sinh(width) * sin(angle_of) + 1i * cosh(width) * cos(angle_of));
    poles = (2 + poles) ./ (2 - poles);
    a = real(poly(poles));
    b = poly(-ones(1, order));
    at_zero = 1;
    if mod(order, 2) == 0
        at_zero = 10 ^ (-ripple / 20);
    end
    b = b * at_zero * sum(a) / sum(b);
end

function y = both_ways(b, a, x)
% Filter forward and backward; the ends are extended by their point reflection, and start in the steady state.
    reach = 3 * (max(numel(a), numel(b)) - 1);
    extended = [2 * x(1) - x(reach + 1:-1:2); x; 2 * x(end) - x(end - 1:-1:end - reach)];
    n = numel(a) - 1;
    steady = (eye(n) - [-a(2:end)', [eye(n - 1); zeros(1, n - 1)]]) \ (b(2:end)' - b(1) * a(2:end)');
    y = filter(b, a, extended, steady * extended(1));
    y = flipud(y);
    y = flipud(filter(b, a, y, steady * y(1)));
    y = y(reach + 1:end - reach);
end
