function R = randomSteps(n_steps, n_walkers)
% steps of several random walkers, one column each
R = zeros(n_steps, n_walkers);
for w = 1:n_walkers
    for t = 1:n_steps
        R(t, w) = 2 * rand() - 1;
    end
end
end
