function [D, A_sym] = degreeMatrix(A)
% degree matrix of the undirected version of a graph
A_sym = double((A + A') > 0);
n = size(A_sym, 1);
D = zeros(n);
for i = 1:n
    D(i, i) = sum(A_sym(i, :));
end
