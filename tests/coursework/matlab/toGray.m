function [gray, dark] = toGray(img, level)
% weighted grayscale image of a uint8 RGB image, and its dark pixels
R = double(img(:, :, 1));
G = double(img(:, :, 2));
B = double(img(:, :, 3));
gray = uint8((R + 2 * G + B) / 4);
dark = gray < level;
end
