function [R, H] = throwBall(v0, angle, g)
a = angle * pi / 180;
R = v0^2 * sin(2 * a) / g;
H = (v0 * sin(a))^2 / (2 * g);
end
