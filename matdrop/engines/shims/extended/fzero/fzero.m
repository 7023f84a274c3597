function varargout = fzero(f, start, options, varargin)
% FZERO  Zero of a function of one variable, which gets the arguments after the options, too.
    if nargin > 3
        if ischar(f)
            f = str2func(f);
        end
        f = @(x) f(x, varargin{:});
    end
    given = {f};
    if nargin > 1
        given{2} = start;
    end
    if nargin > 2 && ~isempty(options)
        given{3} = options;
    end
    varargout = cell(1, max(nargout, 1));
    [varargout{:}] = matdrop_core_fzero(given{:});
end
