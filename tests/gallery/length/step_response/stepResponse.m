function [t, y] = stepResponse(tau, T, dt)
% response of a first order system to a unit step
t = 0:dt:T;
y = 1 - exp(-t / tau);
end
