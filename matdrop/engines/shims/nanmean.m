function m = nanmean(x, varargin)
% NANMEAN  Mean, NaN left out.
    m = nansum(x, varargin{:}) ./ sum(~isnan(x), varargin{:});
end
