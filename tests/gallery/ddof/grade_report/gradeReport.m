% exam 2, standardised scores
scores = [56 71 88 93 64];
m = mean(scores);
s = std(scores);
z = (scores - m) / s;
for k = 1:numel(z)
    fprintf('student %d: %6.2f\n', k, z(k));
end
