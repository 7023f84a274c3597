function packed = matdrop_pack(value, depth)
% MATDROP_PACK  Convert a value to a form that every reader of .mat files reads without loss.
%   Real numeric and logical arrays stay as they are and cells stay cells; anything
%   else becomes a struct with the fields matdrop_class, size and data. An object is packed as the
%   struct of its properties, which may be objects, too: depth is the number of those around it.
    mlock();  % stays when functions are cleared: reading it again takes longer than running it
    if nargin < 2
        depth = 0;
    end
    if (isnumeric(value) || islogical(value)) && isreal(value) && ~issparse(value)
        packed = value;
    elseif iscell(value)
        packed = value;
        for k = 1:numel(value)
            element = value{k};
            if ~(isnumeric(element) || islogical(element)) || ~isreal(element) || issparse(element)
                packed{k} = matdrop_pack(element, depth);
            end
        end
    elseif issparse(value)
        [row, column, element] = find(value);
        packed = pack('sparse', value, {row(:), column(:), matdrop_pack(element(:))});
    elseif isnumeric(value)
        packed = pack('complex', value, {real(value), imag(value)});
    elseif ischar(value)
        class_name = 'char';
        if any(value(:) > 127) && size(value, 1) == 1 && exist('OCTAVE_VERSION', 'builtin')
            class_name = 'bytes';  % of UTF-8, as Octave reads a text from a file
        end
        packed = pack(class_name, value, double(value(:)));
    elseif isstruct(value)
        names = fieldnames(value);
        fields = reshape(struct2cell(value(:)), numel(names), numel(value));
        packed = pack('struct', value, {matdrop_pack(names), matdrop_pack(fields, depth)});
    elseif isa(value, 'function_handle')
        packed = pack('function_handle', value, double(func2str(value)));
    elseif isa(value, 'string')
        packed = matdrop_pack(texts_of_string(value));
    elseif isa(value, 'containers.Map')
        class_name = 'containers.Map';
        if ~strcmp(value.KeyType, 'char')
            class_name = 'containers.Map of numbers';
        end
        elements = matdrop_pack(reshape(values(value), [], 1), depth);
        packed = pack(class_name, 1, {matdrop_pack(texts(keys(value))), elements});
    elseif isa(value, 'datetime') || isa(value, 'duration')
        packed = pack(class(value), value, nanoseconds(value));
    elseif isa(value, 'categorical')
        packed = matdrop_pack(one_or_cell(cellstr(value)));
    elseif isa(value, 'table') || isa(value, 'timetable')
        packed = pack_fields(class(value), value, variables_of(value), depth);
    elseif isobject(value) && depth < 10
        packed = pack_object(value, depth + 1);
    else
        packed = pack('unsupported', value, double(class(value)));
    end
end

function packed = pack_object(value, depth)
% Pack an object by its public properties, a member of an enumeration by its name, and an object
% that has no properties because it is of an old-style class by its fields.
    class_name = class(value);
    names = properties_of(value);
    if isempty(names) && exist('OCTAVE_VERSION', 'builtin')
        warning('off', 'Octave:classdef-to-struct');
        packed = pack_named(class_name, struct(value), depth);
        return
    elseif is_enumeration(class_name)
        packed = matdrop_pack(one_or_cell(arrayfun(@char, value, 'UniformOutput', false)));
        return
    elseif isempty(names) || ~isscalar(value)
        packed = pack('unsupported', 1, double(class_name));
        return
    end
    packed = pack_fields(class_name, value, names, depth);
end

function value = one_or_cell(texts)
    value = texts;
    if isscalar(texts)
        value = texts{1};
    end
end

function packed = pack_fields(class_name, value, names, depth)
% Pack what an object or a table has by these names.
    elements = cell(numel(names), 1);
    for k = 1:numel(names)
        elements{k} = value.(names{k});
    end
    packed = pack(class_name, 1, {matdrop_pack(names(:)), matdrop_pack(elements, depth)});
end

function packed = pack_named(class_name, fields, depth)
    names = fieldnames(fields);
    packed = pack(class_name, 1, {matdrop_pack(names), matdrop_pack(struct2cell(fields), depth)});
end

function names = properties_of(value)
    try
        names = properties(value);
    catch
        names = {};  % Octave has no properties of an old-style class
    end
end

function found = is_enumeration(class_name)
    found = false;
    if ~exist('OCTAVE_VERSION', 'builtin')
        found = ~isempty(enumeration(class_name));
    end
end

function names = variables_of(value)
% Return the names of a table's variables, and of its rows or times if it has them.
    names = value.Properties.VariableNames(:);
    if isa(value, 'timetable')
        names = [value.Properties.DimensionNames(1); names];
    elseif ~isempty(value.Properties.RowNames)
        names = [{'Row'}; names];
    end
end

function found = texts_of_string(value)
% Return a string as text, more of them as a cell, and a missing one as NaN.
    found = cell(size(value));
    for k = 1:numel(value)
        if ismissing(value(k))
            found{k} = NaN;
        else
            found{k} = char(value(k));
        end
    end
    found = one_or_cell(found);
end

function ticks = nanoseconds(value)
% Return dates since 1970 and lengths of time as int64, the least number for none, as NumPy has them.
    value = value(:);
    if isa(value, 'datetime')
        ticks = convertTo(value, 'epochtime', 'TicksPerSecond', 1e9);
        ticks(isnat(value)) = intmin('int64');
    else
        ticks = int64(round(milliseconds(value) * 1e6));
        ticks(isnan(value)) = intmin('int64');
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
