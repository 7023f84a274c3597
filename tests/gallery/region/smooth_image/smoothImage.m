function S = smoothImage(I)
% mean over the 4 neighbours and the pixel, border pixels stay
[h, w] = size(I);
S = I;
for r = 2:h-1
    for c = 2:w-1
        S(r, c) = (I(r, c) + I(r-1, c) + I(r+1, c) + I(r, c-1) + I(r, c+1)) / 5;
    end
end
end
