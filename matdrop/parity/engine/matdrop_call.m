function [outputs, printed] = matdrop_call(name, args, count)
% MATDROP_CALL  Call a function by name, taking count outputs and what it prints.
    outputs = cell(1, count);
    if count == 0
        printed = evalc('feval(name, args{:});');
    else
        printed = evalc('[outputs{:}] = feval(name, args{:});');
    end
end
