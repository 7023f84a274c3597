function [text, status] = __makeinfo__(varargin)
% __MAKEINFO__  Lay out a help text once: each call of one of the engine's functions with wrong arguments asks for it,
% to say how the function is called, and the program that does it takes most of a second.
    persistent known
    if isempty(known)
        known = containers.Map();
    end
    key = [varargin{cellfun(@ischar, varargin)}];
    if ~isKey(known, key)
        [text, status] = matdrop_core___makeinfo__(varargin{:});
        known(key) = {text, status};
    end
    found = known(key);
    [text, status] = found{:};
end
