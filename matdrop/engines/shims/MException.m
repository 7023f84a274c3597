function ME = MException(identifier, template, varargin)
% MEXCEPTION  What an error holds, by its identifier and its message: a struct, which error and throw take.
    ME = struct('message', sprintf(template, varargin{:}), 'identifier', identifier, 'stack', dbstack());
end
