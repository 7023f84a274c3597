function x = idct(y, n, dim)
% IDCT  Inverse of the orthonormal discrete cosine transform of type II, along the first dimension that is not 1.
    if nargin < 3
        dim = find([size(y), 2] ~= 1, 1);
    end
    order = [dim, setdiff(1:ndims(y), dim)];
    y = permute(y, order);
    if nargin < 2 || isempty(n)
        n = size(y, 1);
    end
    rest = size(y);
    y = y(:, :);
    y(end + 1:n, :) = 0;
    y = y(1:n, :);
    turn = exp(1i * pi * (0:n - 1)' / (2 * n)) * sqrt(2 * n);
    turn(1) = turn(1) * sqrt(2);
    spectrum = bsxfun(@times, y, turn);
    mirrored = bsxfun(@times, flipud(y(2:end, :)), conj(flipud(turn(2:end))));
    x = ifft([spectrum; zeros(1, size(y, 2)); mirrored]);
    x = x(1:n, :);
    if isreal(y)
        x = real(x);
    end
    x = ipermute(reshape(x, [n, rest(2:end)]), order);
end
