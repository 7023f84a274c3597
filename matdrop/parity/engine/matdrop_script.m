function [outputs, printed] = matdrop_script(name, variables)
% MATDROP_SCRIPT  Run a script and take the named variables that it leaves behind.
%   It runs in the base workspace, so that a script that starts with "clear"
%   clears nothing of ours.
    evalin('base', 'clear variables');
    printed = evalc('evalin(''base'', name)');
    outputs = cell(1, numel(variables));
    for k = 1:numel(variables)
        if ~evalin('base', ['exist(''' variables{k} ''', ''var'')'])
            error('matdrop:variable', 'the script %s leaves no variable %s behind', name, variables{k});
        end
        outputs{k} = evalin('base', variables{k});
    end
    evalin('base', 'clear variables');
end
