function mask = layerMask(n_units, batch, keep_prob)
% one dropout mask, units kept with probability keep_prob
mask = zeros(n_units, batch);
draws = rand(n_units, batch);
mask(draws < keep_prob) = 1;
end
