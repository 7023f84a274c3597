% Assignment 2, task 1: height and range of a thrown ball
v0 = 20;
angles = [15 30 45 60 75];
g = 9.81;

range = zeros(1, 5);
height = zeros(1, 5);
for i = 1:5
    [range(i), height(i)] = throwBall(v0, angles(i), g);
end
[best, which] = max(range);
bestAngle = angles(which);
disp(['best angle: ' num2str(bestAngle)])
