function avg = averageImages(a, b)
% mean of two images in their own class
total = double(a) + double(b);
avg = uint8(total / 2);
end
