function y = sum(x, varargin)
% SUM  Sum; along several or all dimensions, too, and without NaN.
    core = @(varargin) builtin('sum', varargin{:});
    if nargin == 1
        y = core(x);
    else
        y = matdrop_reduced(core, x, {}, varargin, 'include');
    end
end
