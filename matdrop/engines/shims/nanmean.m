function m = nanmean(x, varargin)
% NANMEAN  Mean, ignoring NaN.
    m = nansum(x, varargin{:}) ./ sum(~isnan(x), varargin{:});
end
