function [R, power] = arrayCovariance(S)
% covariance of complex signals, one sensor per column
n = size(S, 1);
R = S' * S / n;
power = real(trace(R));
end
