function varargout = matdrop_hold(locals)
% MATDROP_HOLD  Keep a recording's variables while a statement shows or clears all variables.
%   With an argument it keeps that and the global variables; without one it returns what was
%   kept last, and restores the global variables if they were cleared.
    persistent kept
    mlock();
    if nargin == 1
        kept{end + 1} = {locals, globals_now()};
        return
    end
    varargout = kept{end}{1};
    restore(kept{end}{2});
    kept(end) = [];
end

function found = globals_now()
    names = names_of();
    found = cell(numel(names), 2);
    for k = 1:numel(names)
        eval(['global ' names{k} '; found(k, :) = {names{k}, ' names{k} '};']);
    end
end

function restore(found)
    global matdrop_p
    if isempty(matdrop_p)
        for k = 1:size(found, 1)
            eval(['global ' found{k, 1} '; ' found{k, 1} ' = found{k, 2};']);
        end
    end
end

function names = names_of()
    global matdrop_p
    names = {'matdrop_p', 'matdrop_i', 'matdrop_v', 'matdrop_l'};
    for k = 1:matdrop_p.blocks
        names = [names, {sprintf('matdrop_c%d', k), sprintf('matdrop_t%d', k), sprintf('matdrop_g%d', k)}];
    end
end
