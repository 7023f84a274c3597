function matdrop_values = matdrop_evaluate(matdrop_packed, matdrop_names, matdrop_args)
% MATDROP_EVALUATE  Return the values of packed ones; expressions may use the original's parameters by their names.
    mlock();  % stays when functions are cleared: reading it again takes longer than running it
    for matdrop_k = 1:min(numel(matdrop_names), numel(matdrop_args))
        eval([matdrop_names{matdrop_k} ' = matdrop_args{matdrop_k};']);
    end
    matdrop_values = cell(1, numel(matdrop_packed));
    for matdrop_k = 1:numel(matdrop_packed)
        if isstruct(matdrop_packed{matdrop_k}) && strcmp(matdrop_packed{matdrop_k}.matdrop_class, 'expression')
            matdrop_values{matdrop_k} = eval(char(matdrop_packed{matdrop_k}.data(:)'));
        else
            matdrop_values{matdrop_k} = matdrop_unpack(matdrop_packed{matdrop_k});
        end
    end
end
