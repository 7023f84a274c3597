function g = halfGrades(points)
% grades in steps of 0.5, never below 1
g = round(points * 2) / 2;
g = max(g, 1);
end
