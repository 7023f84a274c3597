function packed = matdrop_pack(value)
% MATDROP_PACK  Convert a value to a form that every reader of .mat files reads without loss.
%   Real numeric and logical arrays stay as they are and cells stay cells; anything
%   else becomes a struct with the fields matdrop_class, size and data.
    if (isnumeric(value) || islogical(value)) && isreal(value) && ~issparse(value)
        packed = value;
    elseif iscell(value)
        packed = cell(size(value));
        for k = 1:numel(value)
            packed{k} = matdrop_pack(value{k});
        end
    elseif issparse(value)
        [row, column, element] = find(value);
        packed = pack('sparse', value, {row(:), column(:), matdrop_pack(element(:))});
    elseif isnumeric(value)
        packed = pack('complex', value, {real(value), imag(value)});
    elseif ischar(value)
        packed = pack('char', value, double(value(:)));
    elseif isstruct(value)
        names = fieldnames(value);
        fields = reshape(struct2cell(value(:)), numel(names), numel(value));
        packed = pack('struct', value, {matdrop_pack(names), matdrop_pack(fields)});
    elseif isa(value, 'function_handle')
        packed = pack('function_handle', value, double(func2str(value)));
    elseif isa(value, 'string')
        packed = matdrop_pack(cellstr(value));
    elseif isa(value, 'containers.Map')
        packed = pack('struct', 1, {matdrop_pack(texts(keys(value))), matdrop_pack(values(value)')});
    else
        packed = pack('unsupported', value, double(class(value)));
    end
end

function packed = pack(class_name, value, data)
    packed = struct('matdrop_class', class_name, 'size', size(value), 'data', {data});
end

function names = texts(map_keys)
% Return the keys of a map as field names of a struct, like the keys of a port's dict.
    names = map_keys(:);
    for k = 1:numel(names)
        if isnumeric(names{k})
            names{k} = sprintf('%.15g', names{k});
        end
    end
end
