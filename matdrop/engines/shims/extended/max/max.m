function varargout = max(x, varargin)
% MAX  Largest element; along several or all dimensions, too.
    varargout = cell(1, nargout + (nargout == 0));
    if nargin < 3
        [varargout{:}] = builtin('max', x, varargin{:});
    else
        core = @(varargin) builtin('max', varargin{:});
        [varargout{:}] = matdrop_reduced(core, x, varargin(1), varargin(2:end), 'omit');
    end
end
