function model = fitGaussian(X)
%FITGAUSSIAN Mean and spread of every feature, in a struct
model.mu = mean(X);
model.sigma2 = var(X);
model.n = size(X, 1);
end
