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
                value = reshape(char(data), packed.size);
            case 'struct'
                names = matdrop_unpack(data{1});
                value = reshape(cell2struct(matdrop_unpack(data{2}), names, 1), packed.size);
            case {'containers.Map', 'containers.Map of numbers'}
                value = map_of(packed.matdrop_class, matdrop_unpack(data{1}), matdrop_unpack(data{2}));
            case 'function_handle'
                value = str2func(char(data(:)'));
            case 'expression'
                value = eval(char(data(:)'));
            otherwise
                error('matdrop:class', ['a value of class %s cannot be passed to this engine; ' ...
                      'verify with --engine matlab, or record fixtures in MATLAB'], packed.matdrop_class);
        end
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
