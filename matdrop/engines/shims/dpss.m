function [tapers, shares] = dpss(count, bandwidth, number)
% DPSS  Slepian's tapers (discrete prolate spheroidal sequences), and how much of their energy is in the band.
%   They are the eigenvectors of a symmetric tridiagonal matrix (D. Slepian, 1978). Even ones have
%   a positive mean, odd ones begin with a positive lobe.
    if nargin < 3
        number = max(min(round(2 * bandwidth), count), 1);
    end
    places = 1:number;
    if numel(number) == 2
        places = number(1):number(2);
    end
    w = bandwidth / count;
    k = (0:count - 1)';
    diagonal = ((count - 1 - 2 * k) / 2) .^ 2 * cos(2 * pi * w);
    beside = k(2:end) .* (count - k(2:end)) / 2;
    [vectors, values] = eig(diag(diagonal) + diag(beside, 1) + diag(beside, -1));
    [~, order] = sort(diag(values), 'descend');
    tapers = vectors(:, order(places));
    for j = 1:numel(places)
        tapers(:, j) = tapers(:, j) / norm(tapers(:, j)) * sign_of(tapers(:, j), mod(places(j), 2) == 1);
    end
    shares = zeros(numel(places), 1);
    lags = [2 * w; sin(2 * pi * w * (1:count - 1)') ./ (pi * (1:count - 1)')];
    for j = 1:numel(places)
        shares(j) = tapers(:, j)' * toeplitz(lags) * tapers(:, j);
    end
end

function sign_wanted = sign_of(taper, is_even)
    if is_even
        sign_wanted = sign(sum(taper));
    else
        lobe = find(taper .^ 2 > max(1e-7, 1 / numel(taper)), 1);
        sign_wanted = sign(taper(lobe));
    end
end
