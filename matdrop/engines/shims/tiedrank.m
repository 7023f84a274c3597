function [ranks, adjustment] = tiedrank(x)
% TIEDRANK  Ranks of the elements of a vector; equal ones have their mean rank. NaN has rank NaN.
%   The second output is the adjustment for ties: half the sum of t^3 - t over groups of t equal ones.
    [sorted, order] = sort(x(:));
    sorted(isnan(sorted)) = [];
    ranks = nan(size(x));
    adjustment = 0;
    first = 1;
    while first <= numel(sorted)
        last = find(sorted == sorted(first), 1, 'last');
        ranks(order(first:last)) = (first + last) / 2;
        count = last - first + 1;
        adjustment = adjustment + (count ^ 3 - count) / 2;
        first = last + 1;
    end
end
