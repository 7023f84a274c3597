function joined = matdrop_join(lists)
% MATDROP_JOIN  Pack lists of values, a cell of cells, with small matrices of numbers side by side in large ones.
%   A thousand small matrices take as long to be saved and read as to be computed. joined has
%   counts, how many values each list has; for each value rows and columns, and alone, whether it
%   stands by itself among others, packed; and numbers, for each number of rows in ascending order
%   a matrix of all that are not alone. values/joined.py takes them apart.
    mlock();  % stays when functions are cleared: reading it again takes longer than running it
    values = [cell(1, 0), lists{:}];
    [rows, columns] = deal(cellfun('size', values, 1), cellfun('size', values, 2));
    alone = ~(cellfun('isclass', values, 'double') & cellfun('isreal', values) & cellfun('ndims', values) == 2 & ...
              rows .* columns <= 1000);
    numbers = {};
    heights = unique(rows(~alone));
    for k = 1:numel(heights)  % of no heights the columns may be one, without elements
        beside = ~alone & rows == heights(k);
        matrix = [values{beside}];
        if issparse(matrix)  % as it is with one sparse matrix among them
            alone(beside) = true;
        else
            numbers{end + 1} = matrix;
        end
    end
    joined = struct('counts', cellfun('prodofsize', lists), 'rows', rows, 'columns', columns, 'alone', double(alone), ...
                    'numbers', {numbers}, 'others', {packed(values(alone))});
end

function values = packed(values)
% Pack the values that need it: one look at all of them costs less than packing each.
    plain = (cellfun('isclass', values, 'double') | cellfun('isclass', values, 'logical')) & cellfun('isreal', values);
    plain(plain) = ~cellfun(@issparse, values(plain));
    values(~plain) = matdrop_pack(values(~plain));
end
