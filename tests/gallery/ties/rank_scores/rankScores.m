function idx = rankScores(scores)
% students by score, best first; equal scores in the order of the list
[~, idx] = sort(scores, 'descend');
idx = idx(:);
end
