function out = outliers(x, k)
% values further than k standard deviations from the mean
z = abs(x - mean(x)) / std(x);
keep = z > k;
out = x(keep);
end
