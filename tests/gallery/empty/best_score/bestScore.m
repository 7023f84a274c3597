function [best, n] = bestScore(scores, limit)
% best score above a limit, and how many there are
valid = scores(scores > limit);
n = numel(valid);
best = max(valid);
if isempty(best)
    best = [];
end
end
