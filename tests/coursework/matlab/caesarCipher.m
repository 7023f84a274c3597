function [out, isLetter] = caesarCipher(text, shift)
% Caesar cipher for upper and lower case letters, everything else stays
out = text;
upper = text >= 'A' & text <= 'Z';
lower = text >= 'a' & text <= 'z';
out(upper) = char(mod(text(upper) - 'A' + shift, 26) + 'A');
out(lower) = char(mod(text(lower) - 'a' + shift, 26) + 'a');
isLetter = upper | lower;
end
