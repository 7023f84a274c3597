function [p, h, stats] = signrank(x, y, varargin)
% SIGNRANK  Wilcoxon's signed rank test for zero median: exact for at most 15 differences that are not 0, else normal.
    if nargin < 2 || isempty(y)
        y = 0;
    end
    [alpha, method, tail] = options_of(varargin);
    difference = x(:) - y(:);
    difference = difference(difference ~= 0 & ~isnan(difference));
    n = numel(difference);
    stats = struct('signedrank', 0);
    if n == 0
        p = 1;
        h = p <= alpha;
        return
    end
    [ranks, ties] = tiedrank(abs(difference));
    w = sum(ranks(difference > 0));
    if isempty(method)
        method = 'approximate';
        if n <= 15
            method = 'exact';
        end
    end
    if strcmpi(method, 'exact')
        sums = sums_of_subsets(ranks);
        below = mean(sums <= w + 1e-9);
        above = mean(sums >= w - 1e-9);
    else
        z = (w - n * (n + 1) / 4) / sqrt((n * (n + 1) * (2 * n + 1) - ties) / 24);
        stats.zval = z;
        below = normcdf(z);
        above = normcdf(-z);
    end
    switch lower(tail)
        case 'left'
            p = below;
        case 'right'
            p = above;
        otherwise
            p = min(1, 2 * min(below, above));
    end
    stats.signedrank = w;
    h = p <= alpha;
end

function sums = sums_of_subsets(ranks)
% The sum of the ranks of every subset: under the hypothesis all are equally likely.
    sums = 0;
    for k = 1:numel(ranks)
        sums = [sums; sums + ranks(k)];
    end
end

function [alpha, method, tail] = options_of(given)
    alpha = 0.05;
    method = '';
    tail = 'both';
    for k = 1:2:numel(given) - 1
        switch lower(given{k})
            case 'alpha'
                alpha = given{k + 1};
            case 'method'
                method = given{k + 1};
            case 'tail'
                tail = given{k + 1};
        end
    end
end
