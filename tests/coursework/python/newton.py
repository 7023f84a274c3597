def newton_root(f, df, x0, tol=1e-10, maxit=50):
    x = x0
    for k in range(1, maxit + 1):
        dx = f(x) / df(x)
        x -= dx
        print(f'{k:2d}  {x:.12f}')
        if abs(dx) < tol:
            break
    else:
        print('no convergence')
    return x, k


def bisect(f, a, b, tol=1e-10):
    while b - a > tol:
        c = (a + b) / 2
        a, b = (a, c) if f(a) * f(c) <= 0 else (c, b)
    return (a + b) / 2
