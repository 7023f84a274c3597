function value = matdrop_summary(value, beyond)
% MATDROP_SUMMARY  Replace large arrays by summaries; see tracing/summary.py.
%   Arrays in a cell or a struct stay if they have no more elements than beyond. A summary has
%   the class, the size, a hash and the means over at most 16 by 16 blocks.
    if iscell(value)
        for k = 1:numel(value)
            if numel(value{k}) > beyond || iscell(value{k}) || isstruct(value{k})
                value{k} = matdrop_summary(value{k}, beyond);
            end
        end
    elseif isstruct(value)
        names = fieldnames(value);
        for k = 1:numel(value)
            for n = 1:numel(names)
                element = value(k).(names{n});
                if numel(element) > beyond || iscell(element) || isstruct(element)
                    value(k).(names{n}) = matdrop_summary(element, beyond);
                end
            end
        end
    elseif isnumeric(value) || islogical(value) || ischar(value)
        name = class(value);
        if ~isreal(value) && isnumeric(value)
            name = ['complex ' name];
        end
        if issparse(value)
            name = ['sparse ' name];
            value = full(value);
        end
        value = struct('matdrop_summary', name, 'size', size(value), ...
                       'hash', hash_of(value), 'figures', figures(value));
    end
end

function means = figures(value)
    rows = size(value, 1);
    columns = numel(value) / max(rows, 1);
    if numel(value) == 0
        means = zeros(0, 0);
        return
    end
    means = averaging(rows) * double(reshape(value, rows, columns)) * averaging(columns)';
end

function A = averaging(count)
    groups = min(count, 16);
    starts = floor((0:groups) * count / groups);
    group = zeros(1, count);
    group(starts(1:end - 1) + 1) = 1;
    group = cumsum(group);
    sizes = diff(starts);
    A = sparse(group, 1:count, 1 ./ sizes(group), groups, count);
end

function text = hash_of(value)
    % Sums of 4096 words each, weighted by position: doubles hold them exactly, in any order.
    parts = {value(:)};
    if ~isreal(value)
        parts = {real(value(:)), imag(value(:))};
    end
    weights = mod((0:4095) * 37, 511) + 1;
    sums = [];
    for k = 1:numel(parts)
        words = parts{k};
        if isfloat(words)
            words(isnan(words)) = NaN;
            words = typecast(words, 'uint32');
        end
        words = double(words);
        words(end + 1:4096 * ceil(numel(words) / 4096)) = 0;
        sums = [sums, weights * reshape(words, 4096, [])];
    end
    text = hash('md5', char(typecast(sums, 'uint8')));
end
