function [diff, n] = subtractBackground(frame, background)
% pixels brighter than the background by more than 5
diff = frame - background;
n = sum(diff(:) > 5);
end
