function y = all(x, varargin)
% ALL  Whether all are true; along several or all dimensions, too.
    core = @(varargin) builtin('all', varargin{:});
    if nargin == 1
        y = core(x);
    else
        y = matdrop_reduced(core, x, {}, varargin, 'include');
    end
end
