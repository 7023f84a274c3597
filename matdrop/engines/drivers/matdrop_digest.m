function value = matdrop_digest(value, beyond)
% MATDROP_DIGEST  Replace large arrays by digests, in a cell or a struct those with more elements than beyond.
%   A digest is a struct with one field, a row of numbers: the class (its place in the list
%   below), whether it is complex, whether it is sparse, the number of dimensions, the size, the
%   size of the means, the means over at most 16 by 16 blocks, and the sums of 4096 words each,
%   weighted by position, which doubles hold exactly, in any order. See tracing/summary.py.
    classes = {'double', 'single', 'logical', 'char', 'int8', 'int16', 'int32', 'int64', ...
               'uint8', 'uint16', 'uint32', 'uint64'};
    place = find(strcmp(class(value), classes));
    if iscell(value)
        for k = 1:numel(value)
            value{k} = within(value{k}, beyond);
        end
    elseif isstruct(value)
        names = fieldnames(value);
        for k = 1:numel(value)
            for n = 1:numel(names)
                value(k).(names{n}) = within(value(k).(names{n}), beyond);
            end
        end
    elseif ~isempty(place)
        head = [place, ~isreal(value) && isnumeric(value), issparse(value), ndims(value), size(value)];
        if issparse(value)
            value = full(value);
        end
        parts = {value};
        if head(2)
            parts = {real(value), imag(value)};
        elseif ischar(value)
            parts = {double(value)};
        end
        means = [];
        sums = [];
        for k = 1:numel(parts)
            mean_values = means_of(parts{k});
            means = [means, mean_values(:)'];
            sums = [sums, sums_of(parts{k}(:))];
        end
        value = struct('matdrop_digest', [head, size(mean_values), means, sums]);
    end
end

function value = within(value, beyond)
    if numel(value) > beyond || iscell(value) || isstruct(value)
        value = matdrop_digest(value, beyond);
    end
end

function means = means_of(value)
    rows = size(value, 1);
    columns = numel(value) / max(rows, 1);
    if numel(value) == 0
        means = zeros(0, 0);
        return
    end
    means = averaged(double(reshape(value, rows, columns)));
    means = averaged(means.').';
end

function means = averaged(values)
% The means of at most 16 groups of rows: to add them up takes a tenth of what a product with a sparse matrix takes.
    count = size(values, 1);
    means = values;
    if count > 16
        starts = floor((0:16) * count / 16);
        means = zeros(16, size(values, 2));
        for k = 1:16
            means(k, :) = sum(values(starts(k) + 1:starts(k + 1), :), 1) / (starts(k + 1) - starts(k));
        end
    end
end

function sums = sums_of(column)
    % A piece after the other: what fits into the processor's cache is read fast.
    persistent weights
    if isempty(weights)
        weights = mod((0:4095) * 37, 511) + 1;
    end
    piece = 131072;
    sums = cell(1, ceil(numel(column) / piece));
    for k = 1:numel(sums)
        words = column((k - 1) * piece + 1:min(k * piece, numel(column)));
        if isfloat(words)
            words(isnan(words)) = NaN;
            words = typecast(words, 'uint32');
        end
        words = double(words);
        words(end + 1:4096 * ceil(numel(words) / 4096)) = 0;
        sums{k} = weights * reshape(words, 4096, []);
    end
    sums = [sums{:}];
end
