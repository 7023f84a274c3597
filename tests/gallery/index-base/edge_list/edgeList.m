function E = edgeList(A)
% one row per edge of an undirected graph: [from, to, weight]
[to, from] = find(tril(A, -1));
w = zeros(numel(from), 1);
for k = 1:numel(from)
    w(k) = A(from(k), to(k));
end
E = [from, to, w];
end
