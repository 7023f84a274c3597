function varargout = convertStringsToChars(varargin)
% CONVERTSTRINGSTOCHARS  Strings as char; here they are char already.
    varargout = varargin(1:max(nargout, 1));
end
