function varargout = nanmin(varargin)
% NANMIN  Smallest element, NaN left out, as MATLAB's min has it anyway.
    [varargout{1:max(nargout, 1)}] = min(varargin{:});
end
