function y = prod(x, varargin)
% PROD  Product; along several or all dimensions, too, and without NaN.
    core = @(varargin) builtin('prod', varargin{:});
    if nargin == 1
        y = core(x);
    else
        y = matdrop_reduced(core, x, {}, varargin, 'include');
    end
end
