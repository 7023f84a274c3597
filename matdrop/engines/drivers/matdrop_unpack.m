function value = matdrop_unpack(packed)
% MATDROP_UNPACK  Return the value that matdrop_pack.m or matfile.py has packed.
%   A value of class "expression" is the text of a MATLAB expression, which is evaluated.
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
            case 'function_handle'
                value = str2func(char(data(:)'));
            case 'expression'
                value = eval(char(data(:)'));
            otherwise
                error('matdrop:class', 'a value of class %s cannot be passed', packed.matdrop_class);
        end
    end
end
