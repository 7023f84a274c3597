% DROPOUT_DEMO  The article's walk-through: a matrix, its mask, its row sums.
%   Each row of L holds the activations (or derivatives) of one training example.
%
%   Mirrors the demonstration of the article "Dropout (inverted dropout)" and the
%   main part of its gist ml_dropout_inverted_dropout.m
%   (debcff1838abb8e00143d7ecf99283c9). Unlike the gist it runs in MATLAB too.
fprintf('Inverted dropout\n');
L = randi(35, 3, 4);
keep_prob = 0.85;
fprintf('L:\n');
fprintf('%4d %4d %4d %4d\n', L');
row_sums = sum(L, 2);
fprintf('Row sum before dropout: %f\n', row_sums);
[X, mask] = inverted_dropout(L, keep_prob);
fprintf('Mask:\n');
fprintf('%4d %4d %4d %4d\n', mask');
fprintf('After dropout:\n');
fprintf('%8.4f %8.4f %8.4f %8.4f\n', X');
row_sums_after = sum(X, 2);
fprintf('Row sum after dropout: %f\n', row_sums_after);
