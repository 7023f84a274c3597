function y = dct(x, n, dim)
% DCT  Discrete cosine transform of type II, orthonormal, along the first dimension that is not 1.
    if nargin < 3
        dim = find([size(x), 2] ~= 1, 1);
    end
    order = [dim, setdiff(1:ndims(x), dim)];
    x = permute(x, order);
    if nargin < 2 || isempty(n)
        n = size(x, 1);
    end
    rest = size(x);
    x = resize_rows(x(:, :), n);
    spectrum = fft([x; flipud(x)]);
    turn = exp(-1i * pi * (0:n - 1)' / (2 * n)) / sqrt(2 * n);
    turn(1) = turn(1) / sqrt(2);
    y = bsxfun(@times, spectrum(1:n, :), turn);
    if isreal(x)
        y = real(y);
    end
    y = ipermute(reshape(y, [n, rest(2:end)]), order);
end

function x = resize_rows(x, n)
    x(end + 1:n, :) = 0;
    x = x(1:n, :);
end
