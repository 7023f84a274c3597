function row = matdrop_problem(problem, stage, message, pair)
% MATDROP_PROBLEM  What is reported of an error: its stage, identifier and message, the user's file that failed, and the
% lines of the user's files that were running, the outermost first; the last is the file's.
    mlock();  % stays when functions are cleared: reading it again takes longer than running it
    file = '';
    lines = zeros(1, 0);
    for k = numel(problem.stack):-1:1
        if is_users(problem.stack(k).file, pair)
            file = problem.stack(k).file;
            lines(end + 1) = problem.stack(k).line;
        end
    end
    row = {stage, kept(problem.identifier), matdrop_pack(message), kept(file), lines};
end

function text = kept(text)
% Pack text beyond ASCII; all other text is read as it is.
    if any(text > 127)
        text = matdrop_pack(text);
    end
end

function answer = is_users(file, pair)
    answer = false;
    folders = [{pair.folder}, pair.path(:)'];
    for k = 1:numel(folders)
        answer = answer || strncmp(file, folders{k}, numel(folders{k}));
    end
end
