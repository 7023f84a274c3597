% Lab 3: logistic growth, explicit Euler
clear; close all; clc

r = 0.4;
K = 1000;
dt = 0.5;
t = 0:dt:15;
N = zeros(size(t));
N(1) = 10;
for k = 1:length(t) - 1
    N(k+1) = N(k) + dt * r * N(k) * (1 - N(k) / K);
end

half = t(find(N > K / 2, 1));
fprintf('half of the capacity is passed at t = %.1f\n', half);

figure
plot(t, N, 'b-o')
xlabel('t'); ylabel('N')
title('Logistic growth')
