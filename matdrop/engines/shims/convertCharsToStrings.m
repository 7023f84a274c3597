function varargout = convertCharsToStrings(varargin)
% CONVERTCHARSTOSTRINGS  Char as strings; here they stay char, because Octave has no strings.
    varargout = varargin(1:max(nargout, 1));
end
