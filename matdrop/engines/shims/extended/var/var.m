function y = var(x, varargin)
% VAR  Variance; without NaN, too.
    if nargin > 1 && ischar(varargin{1})
        varargin = [{0}, varargin];
    end
    if numel(varargin) < 2
        y = matdrop_core_var(x, varargin{:});
    else
        core = @(varargin) matdrop_core_var(varargin{:});
        y = matdrop_reduced(core, x, varargin(1), varargin(2:end), 'include');
    end
end
