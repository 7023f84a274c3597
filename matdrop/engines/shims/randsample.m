function sample = randsample(population, count, replacement, weights)
% RANDSAMPLE  Draw from a population, or from 1 to n. The draws are those of randperm, randi and rand here, not MATLAB's.
    if nargin < 3 || isempty(replacement)
        replacement = false;
    end
    values = population;
    if isscalar(population) && isnumeric(population)
        values = (1:population)';
    end
    n = numel(values);
    if nargin == 4
        if ~replacement
            error('matdrop:shim', 'matdrop''s shim for randsample has no weights without replacement');
        end
        edges = cumsum(weights(:)) / sum(weights);
        chosen = arrayfun(@(draw) find(draw < edges, 1), rand(count, 1));
    elseif replacement
        chosen = randi(n, count, 1);
    else
        chosen = randperm(n, count)';
    end
    sample = values(chosen);
    if size(values, 1) == 1
        sample = reshape(sample, 1, []);
    end
end
