function throw(ME)
% THROW  Raise an error that was caught, or made by MException.
    error(struct('message', ME.message, 'identifier', ME.identifier));
end
