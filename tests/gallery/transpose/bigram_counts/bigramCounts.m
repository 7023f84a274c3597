function C = bigramCounts(s, n)
% C(a, b) = how often state b directly follows state a
C = zeros(n, n);
for t = 1:length(s) - 1
    C(s(t), s(t+1)) = C(s(t), s(t+1)) + 1;
end
