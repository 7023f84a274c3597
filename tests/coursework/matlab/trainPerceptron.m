function model = trainPerceptron(X, y, opts)
% opts.rate, opts.epochs; labels y are -1 or 1
% model.w (column), model.b, model.errors (per epoch)
model = struct();
model.w = zeros(size(X, 2), 1);
model.b = 0;
model.errors = zeros(1, opts.epochs);
for e = 1:opts.epochs
    for i = 1:size(X, 1)
        out = X(i, :) * model.w + model.b;
        if y(i) * out <= 0
            model.w = model.w + opts.rate * y(i) * X(i, :)';
            model.b = model.b + opts.rate * y(i);
            model.errors(e) = model.errors(e) + 1;
        end
    end
end
