function P = oneSidedSpectrum(x)
% amplitudes up to half the sampling rate; the inner ones count twice
n = numel(x);
X = fft(x) / n;
P = abs(X(1:n/2+1));
P(2:end-1) = 2 * P(2:end-1);
end
