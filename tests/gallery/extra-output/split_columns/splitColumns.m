function [X, y] = splitColumns(data)
% features with a column of ones in front, labels in the last column
m = size(data, 1);
X = [ones(m, 1) data(:, 1:end-1)];
y = data(:, end);
end
