function A = nn_activate(Z, kind)
% NN_ACTIVATE  The activations of a layer.
%   A = nn_activate(Z, kind) is the 'relu', the 'sigmoid' or, of each row, the
%   'softmax' of Z. The softmax is taken of Z less the largest of its row, which
%   changes no quotient and keeps exp from overflowing.
    switch kind
        case 'relu'
            A = max(Z, 0);
        case 'sigmoid'
            A = 1 ./ (1 + exp(-Z));
        case 'softmax'
            E = exp(Z - max(Z, [], 2));
            A = E ./ sum(E, 2);
        otherwise
            error('nn_activate:kind', '%s is no activation: relu, sigmoid and softmax are', kind);
    end
end
