function label = knnVote(X, y, Q, k)
% k nearest neighbours, majority vote
label = zeros(size(Q, 1), 1);
for i = 1:size(Q, 1)
    d = sum((X - Q(i, :)) .^ 2, 2);
    [~, near] = sort(d);
    votes = y(near(1:k));
    label(i) = mode(votes);
end
end
