function D = pairwiseDistances(A, B)
% Euclidean distance between every row of A and every row of B
D = zeros(size(A, 1), size(B, 1));
for i = 1:size(A, 1)
    for j = 1:size(B, 1)
        d = A(i, :) - B(j, :);
        D(i, j) = sqrt(sum(d .^ 2));
    end
end
end
