function [outputs, seconds, more] = matdrop_plain(pair, args)
% MATDROP_PLAIN  Do as matdrop_case with arguments that are numbers, without a seed: nothing else has to be prepared.
    mlock();  % stays when functions are cleared: reading it again takes longer than running it
    outputs = {};
    seconds = 0;
    more = cell(0, 2);
    try
        found = cell(1, pair.nargout);
        started = tic;
        [found{:}] = feval(pair.name, args{:});
        seconds = toc(started);
        outputs = found;
    catch problem
        more = {'error', matdrop_problem(problem, 'call', problem.message, pair)};
    end
end
