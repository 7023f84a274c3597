function [nb, deg] = neighbourLists(A)
% the neighbours of every node, as a cell of rows
n = size(A, 1);
nb = cell(1, n);
deg = zeros(1, n);
for k = 1:n
    nb{k} = find(A(k, :));
    deg(k) = numel(nb{k});
end
end
