function p = predictOneVsAll(H)
% class with the highest score for every row of H
m = size(H, 1);
p = zeros(m, 1);
for i = 1:m
    best = -Inf;
    for c = 1:size(H, 2)
        if H(i, c) > best
            best = H(i, c);
            p(i) = c;
        end
    end
end
end
