function answer = matdrop_probe(id, plan)
% MATDROP_PROBE  Record what the line before this one has stored; the answer is false.
%   As the condition of a breakpoint it runs in the frame of the original, before
%   the line with the number id. It must catch everything: a condition that fails
%   would stop the original. It is locked, so that "clear all" does not clear it.
    persistent p
    if ischar(id)
        if strcmp(id, 'start')
            mlock
            p = started(plan);
        else
            munlock
            answer = stopped(p);
            p = [];
        end
        return
    end
    answer = false;
    try
        if p.full
            return
        end
        f = p.in(id);
        before = p.before(f);
        if before > 0
            wanted = p.stores{before};
        elseif p.first(id)
            before = -f;
            wanted = p.parameters{f};
        else
            wanted = [];
        end
        by = repmat(before, 1, numel(wanted));
        header = p.header(id);
        if header > 0 && header ~= before  % the next iteration has begun
            wanted = [wanted, p.stores{header}];
            by(end + 1:numel(wanted)) = header;
        end
        for k = 1:numel(wanted)
            v = wanted(k);
            if p.guarded(v) && ~evalin('caller', ['exist(''' p.names{v} ''', ''var'')'])
                continue
            end
            try
                value = evalin('caller', p.names{v});
            catch
                continue  % not defined yet
            end
            p.rows = p.rows + 1;
            if isa(value, 'double') && isscalar(value) && isreal(value) && ~issparse(value)
                p.log(:, p.rows) = [by(k); v; 0; value];
            else
                p.count = p.count + 1;
                p.values{p.count} = value;
                p.log(:, p.rows) = [by(k); v; 1; p.count];
            end
        end
        p.rows = p.rows + 1;
        p.log(:, p.rows) = [id; 0; 0; 0];
        p.before(f) = p.after(id);
        if p.rows + 1000 > size(p.log, 2)
            p.log(:, 2 * end) = 0;
            p.values{2 * end} = [];
        end
        p.full = p.rows > p.limit;
    catch problem
        p.problem = problem.message;
    end
end

function p = started(plan)
    p = plan;
    p.names = plan.names(:)';
    for k = 1:numel(plan.stores)
        p.stores{k} = plan.stores{k}(:)';
    end
    for k = 1:numel(plan.parameters)
        p.parameters{k} = plan.parameters{k}(:)';
    end
    p.guarded = false(1, numel(p.names));
    for v = 1:numel(p.names)
        p.guarded(v) = exist(p.names{v}) ~= 0;
    end
    p.before = zeros(1, numel(p.parameters));
    p.log = zeros(4, 4096);
    p.values = cell(1, 4096);
    p.rows = 0;
    p.count = 0;
    p.full = false;
    p.problem = '';
end

function record = stopped(p)
    record = struct('log', p.log(:, 1:p.rows), 'values', {matdrop_pack(p.values(1:p.count))}, ...
                    'full', p.full, 'problem', p.problem);
end
