function kept = matdrop_keep(value, state, count)
% MATDROP_KEEP  Return what is kept of a value: itself, a summary, or a struct that says that nothing is.
%   See tracing/bounds.py. state and count are those of the block in which the value was stored. In
%   a window (state 1000) large values are kept whole as long as there is room.
    global matdrop_p
    kept = struct('matdrop_unknown', class(value));
    if ~isempty(matdrop_p.ended)
        return
    end
    if is_error(value)
        kept = struct('identifier', value.identifier, 'message', value.message);
        return
    elseif isa(value, 'containers.Map')
        kept = copy_of(value);
        return
    elseif isobject(value)
        return
    end
    elements = size_of(value);
    is_large = elements > matdrop_p.large || (matdrop_p.bytes > matdrop_p.roomy && elements > matdrop_p.small);
    if is_large && (state < 1000 || matdrop_p.bytes + 8 * elements > matdrop_p.size / 2)
        if is_worth(elements, count)
            kept = matdrop_digest(value, matdrop_p.small);
        end
        matdrop_p.bytes = matdrop_p.bytes + 3000;
    else
        matdrop_p.bytes = matdrop_p.bytes + 8 * elements;
        kept = value;
    end
    if matdrop_p.bytes > matdrop_p.size
        matdrop_stop('memory');
    end
end

function is = is_error(value)
% Whether a value tells an error, in Octave a struct. Its stack is left out: it names the folders of this session.
    is = isa(value, 'MException') || (isstruct(value) && numel(value) == 1 && ...
                                      isequal(fieldnames(value), {'message'; 'identifier'; 'stack'}));
end

function worth = is_worth(elements, count)
% Whether a digest is made: at first of each value, in a loop for at most a small share of its time.
    global matdrop_p
    if count <= 2
        worth = matdrop_p.done + elements <= matdrop_p.work;
        matdrop_p.done = matdrop_p.done + worth * elements;
    else
        worth = matdrop_p.repeated + elements <= matdrop_p.work / 20 + 30 * matdrop_p.counted;
        matdrop_p.repeated = matdrop_p.repeated + worth * elements;
    end
end

function elements = size_of(value)
    elements = numel(value);
    if iscell(value) || isstruct(value)
        if exist('OCTAVE_VERSION', 'builtin')
            elements = sizeof(value) / 8;
        else
            about = whos('value');
            elements = about.bytes / 8;
        end
    end
end

function map = copy_of(value)
    map = containers.Map('KeyType', value.KeyType, 'ValueType', 'any');
    names = keys(value);
    parts = values(value);
    for k = 1:numel(names)
        map(names{k}) = parts{k};
    end
end
