function varargout = nanmax(varargin)
% NANMAX  Largest element, NaN left out, as MATLAB's max has it anyway.
    [varargout{1:max(nargout, 1)}] = max(varargin{:});
end
