function y = mean(x, varargin)
% MEAN  Mean; along several or all dimensions, too, and without NaN.
    core = @(varargin) matdrop_core_mean(varargin{:});
    if nargin == 1
        y = core(x);
    else
        y = matdrop_reduced(core, x, {}, varargin, 'include');
    end
end
