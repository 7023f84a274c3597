function yi = interp1q(x, y, xi)
% INTERP1Q  Linear interpolation at xi, a column; NaN outside of x, an increasing column.
    yi = interp1(x(:), y, xi(:), 'linear');
end
