function varargout = matdrop_reduced(core, x, between, options, usual)
% MATDROP_REDUCED  Reduce an array along several or all dimensions, or without its NaN.
%   y = matdrop_reduced(core, x, between, options, usual) calls core(x, between{:}, dim, ...), Octave's
%   own function, as MATLAB's would be called with the options: a dimension, several, 'all', and what to
%   do with NaN; usual is 'omit' or 'include', what core does by itself.
    dims = [];
    omits = false;
    kept = {};
    for k = 1:numel(options)
        option = options{k};
        if ~ischar(option)
            dims = unique(option(:)');
        elseif strcmp(option, 'all')
            dims = 1:ndims(x);
        elseif any(strcmp(option, {[usual 'nan'], [usual 'missing']}))
            continue
        elseif any(strcmp(option, {'omitnan', 'omitmissing'}))
            omits = true;
        else
            kept{end + 1} = option;
        end
    end
    if isempty(dims)
        dims = find([size(x) 0] ~= 1, 1);
    end
    if ~omits && numel(dims) == 1  % an ordinary call: the same sums in the same order
        varargout = cell(1, max(nargout, 1));
        [varargout{:}] = core(x, between{:}, dims, kept{:});
        return
    end
    order = [dims, setdiff(1:max([ndims(x) dims]), dims)];
    sizes = size(x);
    sizes(end + 1:numel(order)) = 1;
    left = sizes;
    left(dims) = 1;
    if nargout > 1 && numel(dims) > 1 && prod(left) > 1
        error('an index along several dimensions is not in Octave, and has no stand-in');
    end
    columns = reshape(permute(x, order), prod(sizes(dims)), prod(left));
    varargout = cell(1, max(nargout, 1));
    [varargout{:}] = core(columns, between{:}, 1, kept{:});
    if omits
        for k = 1:size(columns, 2)
            column = columns(:, k);
            varargout{1}(k) = core(column(~isnan(column)), between{:}, 1, kept{:});
        end
    end
    for k = 1:numel(varargout)
        if numel(varargout{k}) == prod(left)
            varargout{k} = reshape(varargout{k}, left);
        end
    end
end
