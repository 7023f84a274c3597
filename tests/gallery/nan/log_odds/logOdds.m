function L = logOdds(p)
% log odds of every probability
L = zeros(size(p));
for k = 1:numel(p)
    q = p(k);
    L(k) = log(q / (1 - q));
end
end
