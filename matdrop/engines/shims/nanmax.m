function varargout = nanmax(varargin)
% NANMAX  Largest element, ignoring NaN, which MATLAB's max ignores anyway.
    [varargout{1:max(nargout, 1)}] = max(varargin{:});
end
