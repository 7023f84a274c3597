function matdrop_record(folder)
% MATDROP_RECORD  Run the case of job.mat in instrumented copies and save what they record.
%   Besides the case, as matdrop_run takes it, the job holds a plan: what is recorded (see
%   tracing/bounds.py), the number of blocks, their windows, and which sites are blocks'. The
%   folder of its pair holds the copies. When the time of the plan is over, the result holds
%   the record and no outputs.
    job = load(fullfile(folder, 'job.mat'));
    pair = matdrop_texts(job.pairs{1});
    home = path();
    matdrop_enter(pair.folder, matdrop_folders(pair));
    if exist('OCTAVE_VERSION', 'builtin')
        clear('-global');
    else
        clear('global');
    end
    begin_recording(job.plan);
    % The time may end the original by an interrupt, after which only this is executed.
    finish = onCleanup(@() save_ended(folder, home, job.plan));
    printed = evalc('[found, seconds, rest] = run_case(job, pair);');
    outputs = matdrop_join({found});
    more = cell(0, 3);
    for row = rest'
        more(end + 1, :) = {1, row{1}, row{2}};
    end
    printed = double(printed);
    if ~is_ended_by_time()
        answer = struct('outputs', outputs, 'seconds', seconds, 'printed', printed, 'more', {more});
        save_record(folder, home, job.plan, answer);
    end
end

function save_ended(folder, home, plan)
    if is_ended_by_time()
        save_record(folder, home, plan, struct());
    end
end

function [found, seconds, rest] = run_case(job, pair)
    fprintf('%c%d%c', 1, 1, 1);
    [args, constructor] = deal(matdrop_lists(job.args), matdrop_lists(job.constructor));
    [found, seconds, rest] = matdrop_case(pair, args{1}, constructor{1}, job.evaluated(1), job.seed(1), true);
end

function begin_recording(plan)
    global matdrop_p matdrop_i matdrop_v matdrop_l
    plan.started = tic;
    plan.ended = '';
    plan.last = 0;
    plan.window = 0;
    plan.bytes = 0;
    plan.done = 0;
    plan.repeated = 0;
    plan.counted = 0;
    matdrop_p = plan;
    matdrop_i = 0;
    matdrop_v = cell(1, 20000);
    matdrop_l = min(15000, plan.limit);
    for k = 1:plan.blocks
        eval(sprintf('global matdrop_c%d matdrop_t%d matdrop_g%d;', k, k, k));
        eval(sprintf('matdrop_c%d = 0; matdrop_t%d = 1; matdrop_g%d = 0;', k, k, k));
    end
end

function over = is_ended_by_time()
    global matdrop_p
    over = ~isempty(matdrop_p) && strcmp(matdrop_p.ended, 'time');
end

function save_record(folder, home, plan, answer)
    global matdrop_p matdrop_i matdrop_v
    if ~strcmp(path(), home)
        path(home);
    end
    cd(folder);  % the copies are about to be removed
    if is_ended_by_time()
        fclose('all');
    end
    counts = zeros(1, plan.blocks);
    for k = 1:plan.blocks
        eval(sprintf('global matdrop_c%d; counts(k) = matdrop_c%d;', k, k));
    end
    last = matdrop_i;
    if ~isempty(matdrop_p.ended)
        last = matdrop_p.last;
    end
    ended = double(matdrop_p.ended);
    records = matdrop_v(1:last);
    matdrop_v = {};
    [codes, values, numbers] = events_of(records, plan);
    % Numbers go together in one array: to write and to read a cell of each takes long.
    is_number = cellfun('isclass', values, 'double') & cellfun('isreal', values);
    is_entry = numbers > 0;
    is_scalar = is_number & cellfun('prodofsize', values) == 1 & ~is_entry;
    entries = [values{is_entry}];
    goes_on = numbers > 1;  % an entry is one event, however many numbers it has
    codes(goes_on) = [];
    values(goes_on) = [];
    is_entry(goes_on) = [];
    is_scalar(goes_on) = [];
    scalars = [values{is_scalar}];
    if issparse(scalars)  % one of them is
        is_scalar(is_scalar) = ~cellfun(@issparse, values(is_scalar));
        scalars = [values{is_scalar}];
    end
    is_digest = find(cellfun('isclass', values, 'struct'));
    is_digest = is_digest(cellfun(@(value) isfield(value, 'matdrop_digest') && numel(value) == 1, values(is_digest)));
    forms = is_entry + 2 * is_scalar;
    forms(is_digest) = 3;
    is_unknown = find(cellfun('isclass', values, 'struct'));
    is_unknown = is_unknown(cellfun(@(value) isfield(value, 'matdrop_unknown'), values(is_unknown)));
    forms(is_unknown) = 4;
    digests = cellfun(@(value) value.matdrop_digest, values(is_digest), 'UniformOutput', false);
    lengths = cellfun('prodofsize', digests);
    digests = [digests{:}];
    others = values(forms == 0);
    for k = 1:numel(others)
        others{k} = matdrop_pack(others{k});
    end
    answer.ended = ended;
    answer.codes = codes;
    answer.forms = forms;
    answer.entries = entries;
    answer.scalars = scalars;
    answer.digests = digests;
    answer.lengths = lengths;
    answer.others = others;
    answer.counts = counts;
    save('-v6', fullfile(folder, 'result.mat'), '-struct', 'answer');
end

function [codes, values, numbers] = events_of(records, plan)
% Take records apart: for each event its code, its value, and the how-manieth number of an entry it is, or 0.
    lengths = cellfun('prodofsize', records);
    values = [records{:}];
    first = cumsum(lengths) - lengths + 1;
    codes = [values{first}];
    values(first) = [];
    lengths = lengths - 1;
    record = repelem(1:numel(records), lengths);
    before = cumsum(lengths) - lengths;
    place = (1:numel(values)) - before(record);
    entries = reshape(plan.entries(mod(codes, plan.scale)), 1, []);
    entries = entries(record);
    numbers = place .* (place <= entries);
    % The first value stands at the site of the code, and so do all numbers of an entry; then each has a site.
    codes = codes(record) + max(0, place - max(entries, 1));
end
