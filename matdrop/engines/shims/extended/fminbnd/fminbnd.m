function [x, fval, exitflag, output] = fminbnd(f, from, to, options, varargin)
% FMINBND  Minimum of a function of one variable between two numbers, in the steps that MATLAB documents: those of fmin
% of Forsythe, Malcolm and Moler, Computer Methods for Mathematical Computations (1977). Octave's own takes shorter ones
% near a number that it has tried, and gives the function no further arguments.
    if nargin == 1 && strcmp(f, 'defaults')  % optimset asks so
        x = matdrop_core_fminbnd(f);
        return
    end
    if ischar(f)
        f = str2func(f);
    end
    if nargin < 4 || isempty(options)
        options = struct();
    end
    tolx = option(options, 'TolX', 1e-4);
    most_steps = option(options, 'MaxIter', 500);
    most_calls = option(options, 'MaxFunEvals', 500);

    golden = 0.5 * (3 - sqrt(5));
    x = from + golden * (to - from);
    fval = f(x, varargin{:});
    [second, third, f_second, f_third] = deal(x, x, fval, fval);  % the best ones after x
    [step, step_before] = deal(0);
    [steps, calls] = deal(0, 1);
    exitflag = 0;
    while true
        middle = 0.5 * (from + to);
        near = sqrt(eps) * abs(x) + tolx / 3;
        if abs(x - middle) <= 2 * near - 0.5 * (to - from)
            exitflag = 1;
            break
        end
        if calls >= most_calls || steps >= most_steps
            break
        end
        is_parabolic = false;
        if abs(step_before) > near
            % The least value of the parabola through the three best ones.
            r = (x - second) * (fval - f_third);
            q = (x - third) * (fval - f_second);
            p = (x - third) * q - (x - second) * r;
            q = 2 * (q - r);
            if q > 0
                p = -p;
            end
            q = abs(q);
            [r, step_before] = deal(step_before, step);
            is_parabolic = abs(p) < abs(0.5 * q * r) && p > q * (from - x) && p < q * (to - x);
        end
        if is_parabolic
            step = p / q;
            if x + step - from < 2 * near || to - (x + step) < 2 * near
                step = near * direction(middle - x);
            end
        else
            if x >= middle
                step_before = from - x;
            else
                step_before = to - x;
            end
            step = golden * step_before;
        end
        tried = x + direction(step) * max(abs(step), near);
        f_tried = f(tried, varargin{:});
        [steps, calls] = deal(steps + 1, calls + 1);
        if f_tried <= fval
            if tried >= x
                from = x;
            else
                to = x;
            end
            [third, f_third, second, f_second, x, fval] = deal(second, f_second, x, fval, tried, f_tried);
        else
            if tried < x
                from = tried;
            else
                to = tried;
            end
            if f_tried <= f_second || second == x
                [third, f_third, second, f_second] = deal(second, f_second, tried, f_tried);
            elseif f_tried <= f_third || third == x || third == second
                [third, f_third] = deal(tried, f_tried);
            end
        end
    end
    output = struct('iterations', steps, 'funcCount', calls, ...
        'algorithm', 'golden section search, parabolic interpolation');
end

function value = option(options, name, default)
    value = default;
    if isfield(options, name) && ~isempty(options.(name))
        value = options.(name);
    end
end

function sign_of = direction(x)
    sign_of = sign(x) + (x == 0);
end
