function message = matdrop_answer(driver, folder)
% MATDROP_ANSWER  Run a driver on the exchange folder; return its error, or nothing.
    mlock();  % stays when functions are cleared: reading it again takes longer than running it
    message = '';
    try
        pwd();
    catch
        cd(folder);  % the folder of the last original has been removed
    end
    try
        feval(driver, folder);
    catch problem
        message = problem.message;
    end
end
