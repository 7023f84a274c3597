function options = optimoptions(solver, varargin)
% OPTIMOPTIONS  Options of a solver, in the form of optimset, under the names that it has for them.
    if isstruct(solver)
        options = solver;
    else
        options = optimset();
    end
    if ~isempty(varargin) && isstruct(varargin{1})
        options = varargin{1};
        varargin(1) = [];
    end
    for k = 1:2:numel(varargin)
        [name, value] = as_optimset(varargin{k}, varargin{k + 1});
        options.(name) = value;
    end
end

function [name, value] = as_optimset(name, value)
    names = {'MaxIterations', 'MaxIter'; 'MaxFunctionEvaluations', 'MaxFunEvals'; 'FunctionTolerance', 'TolFun'; ...
             'OptimalityTolerance', 'TolFun'; 'StepTolerance', 'TolX'; 'SpecifyObjectiveGradient', 'GradObj'; ...
             'SpecifyConstraintGradient', 'GradConstr'; 'OutputFcn', 'OutputFcn'};
    known = find(strcmpi(names(:, 1), name), 1);
    if isempty(known)
        return
    end
    name = names{known, 2};
    if strncmp(name, 'Grad', 4)
        words = {'off', 'on'};
        value = words{logical(value) + 1};
    end
end
