function [outputs, seconds, more] = matdrop_cases(folder, job)
% MATDROP_CASES  Run the cases of a job; see matdrop_run.
%   The last line of running.txt is the number of the case that is running. Before each case
%   its number is printed between two char(1).
    mlock();  % stays when functions are cleared: reading it again takes longer than running it
    count = numel(job.pair);
    outputs = cell(count, 1);
    seconds = zeros(count, 1);
    more = cell(0, 3);
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
        fprintf('%c%d%c', 1, k, 1);
        [outputs{k}, seconds(k), found] = matdrop_case(pair, args{k}, constructors{k}, evaluated(k), seeds(k), ...
                                                     numbers(k) ~= checked);
        checked = numbers(k);
        for row = found'
            more(end + 1, :) = {k, row{1}, row{2}};
            if strcmp(row{1}, 'error')
                checked = 0;
            end
        end
    end
    if ~isempty(fopen(running))
        fclose(running);
    end
    restore_path(home, entered, added);
    values = [outputs{:}];
    are_plain = all(cellfun('isclass', values, 'double')) && all(cellfun('isreal', values));
    if ~are_plain || any(cellfun(@issparse, values))  % one look at all of them costs less than packing each
        for k = 1:count
            outputs{k} = matdrop_pack(outputs{k});
        end
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
