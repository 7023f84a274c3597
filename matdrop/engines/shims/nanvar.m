function v = nanvar(x, weight, dim)
% NANVAR  Variance, ignoring NaN: divided by n - 1, or by n if weight is 1.
    if nargin < 2 || isempty(weight)
        weight = 0;
    end
    if nargin < 3
        dim = find(size(x) ~= 1, 1);
        if isempty(dim)
            dim = 1;
        end
    end
    n = sum(~isnan(x), dim);
    v = nansum(bsxfun(@minus, x, nanmean(x, dim)) .^ 2, dim) ./ max(n - (weight == 0), 1);
    v(n == 0) = NaN;
end
