def bisect_root(c, a, b):
    def f(x):
        return x * x * x - x - c

    while b - a > 1e-9:
        x = (a + b) / 2
        if f(a) * f(x) <= 0:
            b = x
        else:
            a = x
    return (a + b) / 2
