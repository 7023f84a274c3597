function found = matdrop_call(pair, constructor, args)
% MATDROP_CALL  Call an original and return its outputs, a cell; a method on an object that is made first.
    mlock();  % stays when functions are cleared: reading it again takes longer than running it
    found = cell(1, pair.nargout);
    if isempty(pair.method)
        [found{:}] = feval(pair.name, args{:});
    elseif pair.static
        [found{:}] = eval([pair.name '.' pair.method '(args{:})']);
    else
        object = feval(pair.name, constructor{:});
        [found{:}] = object.(pair.method)(args{:});
    end
    found = found(1:pair.nargout);  % where none is asked for, the engine may return one all the same
end
