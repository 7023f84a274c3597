function r = pageRank(M, d)
% M is column stochastic, d the damping factor
n = size(M, 1);
r = ones(n, 1) / n;
change = 1;
while change > 1e-8
    r_new = d * (M * r) + (1 - d) / n;
    change = norm(r_new - r);
    r = r_new;
end
end
