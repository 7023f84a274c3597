function throwAsCaller(ME)
% THROWASCALLER  Raise an error that was caught, or made by MException.
    throw(ME);
end
