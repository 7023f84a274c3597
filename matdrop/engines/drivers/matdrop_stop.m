function matdrop_stop(reason)
% MATDROP_STOP  End a recording: 'memory', and the original goes on; 'time', and it is ended too.
    global matdrop_p matdrop_i matdrop_l
    if isempty(matdrop_p.ended)
        matdrop_p.ended = reason;
        matdrop_p.last = matdrop_i;
        matdrop_l = Inf;
        for k = 1:matdrop_p.blocks
            eval(sprintf('global matdrop_t%d matdrop_g%d; matdrop_t%d = Inf; matdrop_g%d = 0;', k, k, k, k));
            if strcmp(reason, 'time')
                eval(sprintf('matdrop_t%d = 0;', k));
            end
        end
    end
    if strcmp(reason, 'time')
        if exist('OCTAVE_VERSION', 'builtin')
            kill(getpid(), SIG().INT);  % like ctrl-c, which no "catch" of the original catches
            waiting = tic;
            while toc(waiting) < 5  % it arrives here: a second one would interrupt the saving of the record
            end
        end
        error('matdrop:ended', 'the time is over');
    end
end
