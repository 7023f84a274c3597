function s = nanstd(varargin)
% NANSTD  Standard deviation, ignoring NaN.
    s = sqrt(nanvar(varargin{:}));
end
