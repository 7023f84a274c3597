function s = nansum(x, varargin)
% NANSUM  Sum, ignoring NaN.
    x(isnan(x)) = 0;
    s = sum(x, varargin{:});
end
