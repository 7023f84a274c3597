function out = invertImage(img)
% photographic negative
out = img;
for r = 1:size(img, 1)
    out(r, :) = 255 - img(r, :);
end
end
