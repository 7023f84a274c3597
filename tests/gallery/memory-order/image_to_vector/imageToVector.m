function v = imageToVector(img)
% turn a grayscale image into one training column, values in [0, 1]
v = double(img) / 255;
v = v(:);
v = v - mean(v);
end
