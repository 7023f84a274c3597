function [outputs, variables] = matdrop_script(name, variables)
% MATDROP_SCRIPT  Run a script and return its variables: the named ones, or all if
%   none is named.
%   It runs in the base workspace, so that a script that starts with "clear"
%   does not clear variables of the drivers.
    mlock();  % stays when functions are cleared: reading it again takes longer than running it
    evalin('base', 'clear variables');
    echo('off');  % as an earlier script may have left it
    evalin('base', name);
    if isempty(variables)
        variables = setdiff(evalin('base', 'who'), {'ans'});
        variables = variables(~strncmp(variables, 'matdrop_', 8));  % those of an instrumented copy
    end
    outputs = cell(1, numel(variables));
    for k = 1:numel(variables)
        if ~evalin('base', ['exist(''' variables{k} ''', ''var'')'])
            error('matdrop:variable', 'the script %s does not set the variable %s', name, variables{k});
        end
        outputs{k} = evalin('base', variables{k});
    end
    evalin('base', 'clear variables');
end
