function [outputs, seconds, more] = matdrop_cases(folder, job)
% MATDROP_CASES  Run the cases of a job; see matdrop_run.
%   The last line of running.txt is the number of the case that is running. Before each case
%   its number is printed between two char(1).
    mlock();  % stays when functions are cleared: reading it again takes longer than running it
    count = numel(job.pair);
    outputs = cell(count, 1);
    seconds = zeros(count, 1);
    rows = cell(count, 1);
    [pairs, numbers, args, evaluated, seeds] = deal(job.pairs, job.pair, job.args, job.evaluated, job.seed);
    constructors = job.constructor;
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
    checked = 0;
    plain = are_plain(job);
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
        pair = pairs{numbers(k)};
        if numbers(k) ~= checked
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
        if plain(k) && numbers(k) == checked
            [outputs{k}, seconds(k), rows{k}] = matdrop_plain(pair, args{k});
        else
            [outputs{k}, seconds(k), rows{k}] = matdrop_case(pair, args{k}, constructors{k}, evaluated(k), ...
                                                           seeds(k), numbers(k) ~= checked);
        end
        checked = numbers(k);
        if ~isempty(rows{k}) && strcmp(rows{k}{end, 1}, 'error')
            checked = 0;
        end
    end
    if ~isempty(fopen(running))
        fclose(running);
    end
    restore_path(home, entered, added);
    outputs = packed(outputs);
    more = numbered(rows);
end

function plain = are_plain(job)
% Find the cases of functions that get numbers alone, and no seed.
    is_function = cellfun(@(pair) ~pair.script && isempty(pair.method) && pair.nargout > 0, job.pairs);
    plain = reshape(is_function(job.pair), [], 1) & isnan(job.seed) & ~job.evaluated;
    of_case = repelem(1:numel(job.args), cellfun('prodofsize', job.args)');
    are_numbers = cellfun('isclass', vertcat(job.args{:}), 'double');
    plain(of_case(~are_numbers)) = false;
    plain = plain & cellfun('isempty', job.constructor);
end

function more = numbered(rows)
% Put the rows of all cases below each other, each with the number of its case.
    found = vertcat(rows{:});
    of_case = repelem(1:numel(rows), cellfun('size', rows, 1)');
    more = [num2cell(of_case(:)), found];
end

function outputs = packed(outputs)
% Pack the outputs of the cases that need it: one look at all of them costs less than packing each.
    values = [outputs{:}];
    plain = (cellfun('isclass', values, 'double') | cellfun('isclass', values, 'logical')) & cellfun('isreal', values);
    plain(plain) = ~cellfun(@issparse, values(plain));
    of_case = repelem(1:numel(outputs), cellfun('prodofsize', outputs)');
    for k = unique(of_case(~plain))
        outputs{k} = matdrop_pack(outputs{k});
    end
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
