function s = movingAverage(x, w)
% mean of every full window of w samples
n = numel(x) - w + 1;
s = zeros(1, n);
for i = 1:n
    s(i) = mean(x(i:i+w-1));
end
end
