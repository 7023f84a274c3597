function varargout = nanmin(varargin)
% NANMIN  Smallest element, ignoring NaN, which MATLAB's min ignores anyway.
    [varargout{1:max(nargout, 1)}] = min(varargin{:});
end
