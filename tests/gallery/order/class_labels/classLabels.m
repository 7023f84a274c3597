function labels = classLabels(y)
% distinct labels in the order in which they appear
labels = [];
for i = 1:numel(y)
    if ~any(labels == y(i))
        labels(end + 1, 1) = y(i);
    end
end
