function y = round(x, digits, kind)
% ROUND  Round to digits behind the decimal point (negative: before it), or to significant digits.
%   Half is rounded away from zero. The product with the power of ten is rounded itself, so MATLAB
%   may round otherwise where x lies within a few ulp of a half.
    if nargin == 1
        y = builtin('round', x);
        return
    end
    if nargin == 3 && strncmpi(kind, 'significant', numel(kind))
        magnitude = floor(log10(abs(x))) + 1;
        magnitude(x == 0 | ~isfinite(x)) = 0;
        digits = digits - magnitude;
    end
    y = x;
    scale = 10 .^ abs(digits);
    up = digits > 0 & true(size(x));  % multiplied for digits behind the point, divided for those before it
    scale = scale .* ones(size(x));
    y(up) = builtin('round', x(up) .* scale(up)) ./ scale(up);
    y(~up) = builtin('round', x(~up) ./ scale(~up)) .* scale(~up);
    kept = ~isfinite(x) | (up & ~isfinite(x .* scale));
    y(kept) = x(kept);
end
