function row = matdrop_problem(problem, stage, message, pair)
% MATDROP_PROBLEM  What is reported of an error: its stage, identifier and message, and its place in the user's files.
    mlock();  % stays when functions are cleared: reading it again takes longer than running it
    place = struct('file', '', 'line', 0);
    for k = 1:numel(problem.stack)
        if is_users(problem.stack(k).file, pair)
            place = problem.stack(k);
            break
        end
    end
    row = {stage, kept(problem.identifier), matdrop_pack(message), kept(place.file), place.line};
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
