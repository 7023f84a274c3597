function [x, k] = newtonRoot(f, df, x0, tol, maxit)
% Newton's method, prints the iterates
if nargin < 4, tol = 1e-10; end
if nargin < 5, maxit = 50; end
x = x0;
for k = 1:maxit
    dx = f(x) / df(x);
    x = x - dx;
    fprintf('%2d  %.12f\n', k, x);
    if abs(dx) < tol
        return
    end
end
warning('newtonRoot:noConvergence', 'no convergence after %d steps', maxit);
end
