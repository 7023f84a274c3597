function dA = dropoutBackward(dD, mask, p)
% gradient through inverted dropout; p is the probability of dropping
dA = zeros(size(dD));
for i = 1:size(dD, 1)
    dA(i, :) = dD(i, :) .* mask(i, :);
    dA(i, :) = dA(i, :) / (1 - p);
end
end
