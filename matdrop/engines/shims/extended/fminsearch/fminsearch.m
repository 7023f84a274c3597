function [x, fval, exitflag, output] = fminsearch(f, start, options, varargin)
% FMINSEARCH  Minimum of a function of several variables, in the steps that MATLAB documents: the simplex search of
% Lagarias, Reeds, Wright and Wright, SIAM Journal of Optimization 9 (1998), with its constants 1, 2, 1/2 and 1/2, from
% a simplex of which each corner is 5 % away (0.00025 where an element is zero). Octave's own takes those of Higham.
    if nargin == 1 && strcmp(f, 'defaults')  % optimset asks so
        x = matdrop_core_fminsearch(f);
        return
    end
    if isstruct(f)
        if isfield(f, 'options')
            options = f.options;
        end
        [f, start] = deal(f.objective, f.x0);
    end
    if ischar(f)
        f = str2func(f);
    end
    if ~exist('options', 'var') || isempty(options)
        options = struct();
    end
    n = numel(start);
    value = @(v) f(reshape(v, size(start)), varargin{:});
    tolx = option(options, 'TolX', 1e-4, n);
    tolf = option(options, 'TolFun', 1e-4, n);
    most_steps = option(options, 'MaxIter', 200 * n, n);
    most_calls = option(options, 'MaxFunEvals', 200 * n, n);

    corners = repmat(double(start(:)), 1, n + 1);
    for k = 1:n
        if corners(k, k + 1) ~= 0
            corners(k, k + 1) = 1.05 * corners(k, k + 1);
        else
            corners(k, k + 1) = 0.00025;
        end
    end
    values = zeros(1, n + 1);
    for k = 1:n + 1
        values(k) = value(corners(:, k));
    end
    [values, order] = sort(values);
    corners = corners(:, order);
    steps = 1;
    calls = n + 1;

    while calls < most_calls && steps < most_steps ...
            && ~(max(abs(values(1) - values(2:end))) <= max(tolf, 10 * eps(values(1))) ...
            && max(max(abs(corners(:, 2:end) - corners(:, ones(1, n))))) <= max(tolx, 10 * eps(max(corners(:, 1)))))
        middle = sum(corners(:, 1:n), 2) / n;
        worst = corners(:, end);
        new = 2 * middle - worst;
        new_value = value(new);
        calls = calls + 1;
        is_better = true;
        if new_value < values(1)
            further = 3 * middle - 2 * worst;
            further_value = value(further);
            calls = calls + 1;
            if further_value < new_value
                new = further;
                new_value = further_value;
            end
        elseif ~(new_value < values(n))
            if new_value < values(end)
                nearer = 1.5 * middle - 0.5 * worst;
                nearer_value = value(nearer);
                is_better = nearer_value <= new_value;
            else
                nearer = 0.5 * middle + 0.5 * worst;
                nearer_value = value(nearer);
                is_better = nearer_value < values(end);
            end
            calls = calls + 1;
            new = nearer;
            new_value = nearer_value;
        end
        if is_better
            corners(:, end) = new;
            values(end) = new_value;
        else
            for k = 2:n + 1
                corners(:, k) = corners(:, 1) + 0.5 * (corners(:, k) - corners(:, 1));
                values(k) = value(corners(:, k));
            end
            calls = calls + n;
        end
        [values, order] = sort(values);
        corners = corners(:, order);
        steps = steps + 1;
    end

    x = reshape(corners(:, 1), size(start));
    fval = values(1);
    exitflag = double(calls < most_calls && steps < most_steps);
    output = struct('iterations', steps, 'funcCount', calls, 'algorithm', 'Nelder-Mead simplex direct search');
end

function value = option(options, name, default, n)
    value = default;
    if isfield(options, name) && ~isempty(options.(name))
        value = options.(name);
    end
    if ischar(value)  % such as '200*numberOfVariables'
        value = str2double(strtok(value, '*')) * n;
    end
end
