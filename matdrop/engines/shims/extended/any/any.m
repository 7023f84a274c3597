function y = any(x, varargin)
% ANY  Whether any is true; along several or all dimensions, too.
    core = @(varargin) builtin('any', varargin{:});
    if nargin == 1
        y = core(x);
    else
        y = matdrop_reduced(core, x, {}, varargin, 'include');
    end
end
