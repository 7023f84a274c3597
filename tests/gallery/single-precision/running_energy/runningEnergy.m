function E = runningEnergy(x)
% energy of the signal up to every sample
E = zeros(size(x));
total = 0;
for k = 1:numel(x)
    total = total + x(k)^2;
    E(k) = total;
end
end
