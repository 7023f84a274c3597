function r = pitfall(snippet)
% PITFALL  Run the MATLAB snippet of a row and give the variable r that it leaves behind.
    eval(snippet);
end
