function P = softmaxRows(Z)
% softmax of every row, shifted for stability
P = zeros(size(Z));
for i = 1:size(Z, 1)
    e = exp(Z(i, :) - max(Z(i, :)));
    P(i, :) = e / sum(e);
end
end
