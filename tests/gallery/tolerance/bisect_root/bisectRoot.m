function x = bisectRoot(c, a, b)
% root of x^3 - x - c between a and b
f = @(x) x * x * x - x - c;
while (b - a) > 1e-9
    x = (a + b) / 2;
    if f(a) * f(x) <= 0
        b = x;
    else
        a = x;
    end
end
x = (a + b) / 2;
end
