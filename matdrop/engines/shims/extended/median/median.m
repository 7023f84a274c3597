function y = median(x, varargin)
% MEDIAN  Median; along several or all dimensions, too, and without NaN.
    core = @(varargin) matdrop_core_median(varargin{:});
    if nargin == 1
        y = core(x);
    else
        y = matdrop_reduced(core, x, {}, varargin, 'include');
    end
end
