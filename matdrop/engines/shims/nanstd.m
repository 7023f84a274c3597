function s = nanstd(varargin)
% NANSTD  Standard deviation, NaN left out.
    s = sqrt(nanvar(varargin{:}));
end
