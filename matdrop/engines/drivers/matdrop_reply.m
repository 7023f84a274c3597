function matdrop_reply(message)
% MATDROP_REPLY  Print the error of a driver, if there is one; without an argument, that the answer ends here.
%   process.py reads both. An original may have left a line without an end.
    mlock();  % stays when functions are cleared: reading it again takes longer than running it
    if nargin == 0
        fprintf('\n%cend\n', 2);
        fflush(stdout);
    elseif ~isempty(message)
        fprintf('\n%cerror\n%s', 2, message);
    end
end
