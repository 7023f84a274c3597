function value = matdrop_unpack(packed)
% MATDROP_UNPACK  Return the value that matdrop_pack.m or matfile.py has packed.
%   A value of class "expression" is the text of a MATLAB expression, which is evaluated.
    mlock();  % stays when functions are cleared: reading it again takes longer than running it
    if iscell(packed)
        value = cell(size(packed));
        for k = 1:numel(packed)
            value{k} = matdrop_unpack(packed{k});
        end
    elseif ~isstruct(packed)
        value = packed;
    else
        data = packed.data;
        switch packed.matdrop_class
            case 'complex'
                value = complex(data{1}, data{2});
            case 'sparse'
                element = matdrop_unpack(data{3});
                value = sparse(data{1}, data{2}, element, packed.size(1), packed.size(2));
            case 'char'
                value = text_of(data, packed.size);
            case 'struct'
                names = matdrop_unpack(data{1});
                value = reshape(cell2struct(matdrop_unpack(data{2}), names, 1), packed.size);
            case {'containers.Map', 'containers.Map of numbers'}
                value = map_of(packed.matdrop_class, matdrop_unpack(data{1}), matdrop_unpack(data{2}));
            case 'function_handle'
                value = str2func(text_of(data, [1 numel(data)]));
            case 'expression'
                value = eval(text_of(data, [1 numel(data)]));
            otherwise
                error('matdrop:class', ['a value of class %s cannot be passed to this engine; ' ...
                      'verify with --engine matlab, or record fixtures in MATLAB'], packed.matdrop_class);
        end
    end
end

function text = text_of(units, size_)
% Return the text of UTF-16 units. Octave holds a row beyond ASCII as it reads one from a file, as
% the bytes of UTF-8, of which a character may have several.
    if size_(1) == 1 && any(units(:) > 127) && exist('OCTAVE_VERSION', 'builtin')
        text = native2unicode(typecast(uint16(units(:)'), 'uint8'), 'UTF-16LE');
    else
        text = reshape(char(units), size_);
    end
end

function map = map_of(class_name, names, elements)
    if strcmp(class_name, 'containers.Map of numbers')
        map = containers.Map('KeyType', 'double', 'ValueType', 'any');
        names = cellfun(@str2double, names, 'UniformOutput', false);
    else
        map = containers.Map('KeyType', 'char', 'ValueType', 'any');
    end
    for k = 1:numel(names)
        map(names{k}) = elements{k};
    end
end
