function packed = matdrop_pack(value)
% MATDROP_PACK  Put a value into a form that every reader of .mat files keeps whole.
%   Real numeric and logical arrays stay as they are and cells stay cells; all
%   else becomes a struct with the fields matdrop_class, size and data.
    if iscell(value)
        packed = cell(size(value));
        for k = 1:numel(value)
            packed{k} = matdrop_pack(value{k});
        end
    elseif issparse(value)
        [row, column, element] = find(value);
        packed = pack('sparse', value, {row(:), column(:), matdrop_pack(element(:))});
    elseif isnumeric(value) && ~isreal(value)
        packed = pack('complex', value, {real(value), imag(value)});
    elseif isnumeric(value) || islogical(value)
        packed = value;
    elseif ischar(value)
        packed = pack('char', value, double(value(:)));
    elseif isstruct(value)
        names = fieldnames(value);
        values = reshape(struct2cell(value(:)), numel(names), numel(value));
        packed = pack('struct', value, {matdrop_pack(names), matdrop_pack(values)});
    elseif isa(value, 'function_handle')
        packed = pack('function_handle', value, double(func2str(value)));
    else
        packed = pack('unsupported', value, double(class(value)));
    end
end

function packed = pack(class_name, value, data)
    packed = struct('matdrop_class', class_name, 'size', size(value), 'data', {data});
end
