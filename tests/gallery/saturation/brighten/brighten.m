function out = brighten(img, amount)
% add to every pixel of a uint8 image
out = img;
for c = 1:size(img, 2)
    out(:, c) = img(:, c) + uint8(amount);
end
end
