function [theta, m, v] = adamStep(theta, g, steps)
% gradient steps with Adam's moments, corrected for their start at zero
m = zeros(size(theta));
v = zeros(size(theta));
for t = 1:steps
    m = 0.9 * m + 0.1 * g;
    v = 0.999 * v + 0.001 * g.^2;
    mhat = m / (1 - 0.9^t);
    vhat = v / (1 - 0.999^t);
    theta = theta - 0.01 * mhat ./ (sqrt(vhat) + 0.1);
end
end
