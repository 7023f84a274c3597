function canvas = pastePatch(canvas, patch, r0, c0)
% copy a patch into an image, upper left corner at (r0, c0)
[h, w] = size(patch);
rows = r0:r0+h-1;
cols = c0:c0+w-1;
canvas(rows, cols) = 2 * patch;
canvas(1, 1) = -1;
end
