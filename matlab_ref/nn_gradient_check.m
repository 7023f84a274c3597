function [difference, numeric, analytic] = nn_gradient_check(net, X, T, options)
% NN_GRADIENT_CHECK  Compare nn_backward with differences of nn_cost, the mask held.
%   [difference, numeric, analytic] = nn_gradient_check(net, X, T, options) draws one
%   mask and holds it. numeric has the central difference of the cost by each weight,
%   layer after layer, then by each bias; analytic has what nn_backward gives. The
%   difference is that of the two, relative to their sum: below 1e-7 all is well.
    epsilon = 1e-5;
    [A, mask] = nn_forward(net, X, options);
    grad = nn_backward(net, A, mask, T, options);
    numeric = zeros(0, 1);
    analytic = zeros(0, 1);
    for part = {'W', 'b'}
        for l = 1:numel(net.W)
            for k = 1:numel(net.(part{1}){l})
                moved = net;
                moved.(part{1}){l}(k) = net.(part{1}){l}(k) + epsilon;
                A = nn_forward(moved, X, options, mask);
                J_plus = nn_cost(moved, A{end}, T, options);
                moved.(part{1}){l}(k) = net.(part{1}){l}(k) - epsilon;
                A = nn_forward(moved, X, options, mask);
                J_minus = nn_cost(moved, A{end}, T, options);
                numeric = [numeric; (J_plus - J_minus) / (2 * epsilon)];
                analytic = [analytic; grad.(part{1}){l}(k)];
            end
        end
    end
    difference = norm(numeric - analytic) / norm(numeric + analytic);
end
