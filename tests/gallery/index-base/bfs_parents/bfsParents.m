function [dist, parent] = bfsParents(A, s)
% breadth-first search; the parent of the root is 0
n = size(A, 1);
dist = -ones(1, n);
parent = zeros(1, n);
dist(s) = 0;
queue = s;
while ~isempty(queue)
    u = queue(1);
    queue(1) = [];
    for v = find(A(u, :))
        if dist(v) < 0
            dist(v) = dist(u) + 1;
            parent(v) = u;
            queue(end + 1) = v;
        end
    end
end
end
