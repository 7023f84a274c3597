function [outputs, seconds, more] = matdrop_cases(folder, job)
% MATDROP_CASES  Run the cases of a job; see matdrop_run.
%   The last line of running.txt is the number of the case that is running. Before each case
%   its number is printed between two char(1).
    mlock();  % stays when functions are cleared: reading it again takes longer than running it
    count = numel(job.pair);
    outputs = cell(count, 1);
    seconds = zeros(count, 1);
    rows = repmat({cell(0, 2)}, count, 1);
    pairs = cellfun(@matdrop_texts, job.pairs, 'UniformOutput', false);
    [numbers, evaluated, seeds] = deal(job.pair, job.evaluated, job.seed);
    [args, constructors] = deal(matdrop_lists(job.args), matdrop_lists(job.constructor));
    in_octave = exist('OCTAVE_VERSION', 'builtin') > 0;
    if in_octave
        globals = '-global';
    else
        globals = 'global';
    end
    running = fopen([folder '/running.txt'], 'w');
    home = path();
    entered = home;
    added = {};
    is_first = true;  % of its pair, or after an error
    is_plain = are_plain(job, args);
    for k = 1:count
        try
            fprintf(running, '%d\n', k);
        catch
            running = fopen([folder '/running.txt'], 'a');  % an original has closed all files
            fprintf(running, '%d\n', k);
        end
        if in_octave
            fflush(running);
        end
        % Each step here takes GNU Octave as long as a small original: a plain case has only those that it needs.
        if is_plain(k) && ~is_first
            clear(globals);
            fprintf('\001%d\001', k);
            found = none;
            try
                started = tic;
                [found{:}] = feval(name, args{k}{:});
                seconds(k) = toc(started);
                outputs{k} = found;
            catch problem
                rows{k} = {'error', matdrop_problem(problem, 'call', problem.message, pair)};
                is_first = true;
            end
            continue
        end
        is_first = is_first || numbers(k) ~= numbers(k - 1);
        pair = pairs{numbers(k)};
        if is_first
            name = pair.name;
            none = cell(1, pair.nargout);
            restore_path(home, entered, added);
            added = matdrop_enter(pair.folder, matdrop_folders(pair));
            entered = path();
        elseif ~strcmp(pwd(), pair.folder)
            matdrop_enter(pair.folder, {});
        end
        if pair.cleared
            clear functions
        end
        clear(globals);
        fprintf('\001%d\001', k);
        [outputs{k}, seconds(k), rows{k}] = matdrop_case(pair, args{k}, constructors{k}, evaluated(k), seeds(k), is_first);
        is_first = ~isempty(rows{k}) && strcmp(rows{k}{end, 1}, 'error');
    end
    if ~isempty(fopen(running))
        fclose(running);
    end
    restore_path(home, entered, added);
    outputs = matdrop_join(outputs);
    more = numbered(rows);
end

function is_plain = are_plain(job, args)
% Find the cases of a function that get numbers alone, and no seed, after one of the same pair: nothing else has to be
% prepared. The function is confined, keeps no variables, and returns outputs.
    is_function = cellfun(@(pair) ~pair.script && isempty(pair.method) && pair.nargout > 0 && pair.confined && ...
                                  ~pair.cleared, job.pairs);
    is_plain = reshape(is_function(job.pair), [], 1) & isnan(job.seed) & ~job.evaluated & ...
               job.constructor.counts == 0 & [false; diff(job.pair) == 0];
    of_case = repelem(1:numel(args), job.args.counts');
    are_numbers = cellfun('isclass', [cell(1, 0), args{:}], 'double');
    is_plain(of_case(~are_numbers)) = false;
end

function more = numbered(rows)
% Put the rows of all cases below each other, each with the number of its case.
    found = vertcat(rows{:});
    of_case = repelem(1:numel(rows), cellfun('size', rows, 1)');
    more = [num2cell(of_case(:)), found];
end

function restore_path(home, entered, added)
% Take the folders of the last pair off the path. To set the whole path takes GNU Octave six times as long.
    if ~isempty(added) && strcmp(path(), entered)
        rmpath(added{:});
    end
    if ~strcmp(path(), home)
        path(home);  % an original has changed it, or the pair's folders were on it before
    end
end
