function C = imagePatches(A, r, c)
% every r-by-c patch of an image as a column
[m, n] = size(A);
C = [];
for j = 1:n-c+1
    for i = 1:m-r+1
        patch = A(i:i+r-1, j:j+c-1);
        C = [C, patch(:)];
    end
end
end
