function varargout = fminbnd(f, from, to, options, varargin)
% FMINBND  Minimum of a function of one variable, which gets the arguments after the options, too.
    if nargin > 4
        if ischar(f)
            f = str2func(f);
        end
        f = @(x) f(x, varargin{:});
    end
    given = {f, from, to};
    if nargin > 3 && ~isempty(options)
        given{4} = options;
    end
    varargout = cell(1, max(nargout, 1));
    [varargout{:}] = matdrop_core_fminbnd(given{:});
end
