function y = movingAverage(x, w, mode)
%MOVINGAVERAGE Moving average of the row vector x over w samples (default 3)
%   mode 'valid' (default) gives full windows only, 'same' shortens the
%   windows at both ends
if nargin < 2 || isempty(w)
    w = 3;
end
if nargin < 3
    mode = 'valid';
end

n = numel(x);
h = (w - 1) / 2;
y = zeros(1, n);
for i = 1:n
    y(i) = mean(x(max(1, i-h):min(n, i+h)));
end
if strcmp(mode, 'valid')
    y = y(1+h:n-h);
end
end
