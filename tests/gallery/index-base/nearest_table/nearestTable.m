function T = nearestTable(points, queries)
% one row per query: [query number squared, index of nearest point, distance]
n = size(queries, 1);
T = zeros(n, 3);
for q = 1:n
    d = sqrt(sum((points - repmat(queries(q, :), size(points, 1), 1)).^2, 2));
    [dmin, k] = min(d);
    T(q, :) = [q^2, k, dmin];
end
