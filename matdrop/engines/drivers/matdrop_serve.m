function matdrop_serve(folder)
% MATDROP_SERVE  Run the drivers that next.txt names, one after the other, until it names stop.
%   After each driver done.txt holds its error, or nothing. Ten minutes without work end
%   the session, so that it does not go on after Python has died.
    next = fullfile(folder, 'next.txt');
    part = fullfile(folder, 'done.part');
    idle = tic;
    while toc(idle) < 600
        if ~exist(next, 'file')
            pause(0.005);
            continue
        end
        driver = fileread(next);
        delete(next);
        message = '';
        if ~strcmp(driver, 'stop')
            message = matdrop_answer(driver, folder);
        end
        done = fopen(part, 'w');
        fprintf(done, '%s', message);
        fclose(done);
        movefile(part, fullfile(folder, 'done.txt'));
        if strcmp(driver, 'stop')
            return
        end
        idle = tic;
    end
end
