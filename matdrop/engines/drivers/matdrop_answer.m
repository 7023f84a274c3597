function message = matdrop_answer(driver, folder)
% MATDROP_ANSWER  Run a driver on the exchange folder; return its error, or nothing.
    message = '';
    try
        feval(driver, folder);
    catch problem
        message = problem.message;
    end
end
