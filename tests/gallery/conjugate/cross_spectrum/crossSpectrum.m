function Pxy = crossSpectrum(x, y)
% cross power spectrum of two signals of the same length
n = length(x);
X = fft(x - mean(x));
Y = fft(y - mean(y));
Pxy = X .* conj(Y) / n;
end
