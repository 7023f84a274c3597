function out = shiftLetters(s, k)
% Caesar's cipher on small letters
codes = mod(double(s) - 97 + k, 26) + 97;
out = char(codes);
end
