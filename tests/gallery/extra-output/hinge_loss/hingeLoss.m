function J = hingeLoss(y, scores)
% mean hinge loss, labels are -1 or 1
margins = y .* scores;
loss = max(0, 1 - margins);
J = sum(loss) / numel(y);
end
