function [bw, area] = thresholdImage(img, level)
% foreground mask and its area in pixels
bw = img >= level;
area = sum(bw(:));
end
