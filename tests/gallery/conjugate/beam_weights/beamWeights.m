function W = beamWeights(angles, n)
% one row of array weights per look direction (half wavelength spacing)
k = (0:n-1)';
A = zeros(n, numel(angles));
for j = 1:numel(angles)
    A(:, j) = exp(1i * pi * k * sind(angles(j)));
end
W = A' / n;
end
