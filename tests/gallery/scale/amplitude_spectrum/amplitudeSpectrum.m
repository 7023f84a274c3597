function [P, f] = amplitudeSpectrum(x, fs)
% single-sided amplitude spectrum as in the lab handout
n = length(x);
Y = fft(x);
P2 = abs(Y / n);
P = P2(1:n/2+1);
P(2:end-1) = 2 * P(2:end-1);
f = fs * (0:(n/2)) / n;
end
