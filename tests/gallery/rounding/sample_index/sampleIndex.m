function k = sampleIndex(t, fs, n)
% sample number nearest to each time, between 1 and n
k = zeros(size(t));
for i = 1:numel(t)
    s = round(t(i) * fs / 2);
    k(i) = min(max(s + 1, 1), n);
end
