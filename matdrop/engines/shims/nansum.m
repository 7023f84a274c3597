function s = nansum(x, varargin)
% NANSUM  Sum, NaN left out.
    x(isnan(x)) = 0;
    s = sum(x, varargin{:});
end
