function [accuracy, loss, predicted, order] = nn_digits(options)
% NN_DIGITS  Train a network on some handwritten digits and try it on the others.
%   [accuracy, loss, predicted, order] = nn_digits(options) draws options.examples of
%   the 1797 digits of fixtures/digits.mat and trains a network with the hidden
%   layers options.hidden; the other options are those of nn_train.m.
%   accuracy has the share of right answers among the digits of training and among
%   the others, loss is that of nn_train.m, predicted the answer for each digit, and
%   order has the numbers of all digits, those of training first.
%   Run it in its own folder. With the same seed the digits, the first weights and
%   the batches are the same whatever keep_prob is.
%
%   Mirrors the claim of the article "Dropout (inverted dropout)" that dropout
%   reduces overfitting. The digits are those of Alpaydin and Kaynak (1998), "Optical
%   Recognition of Handwritten Digits", CC BY 4.0: see the file's variable source.
    data = load('../fixtures/digits.mat');
    X = double(data.X) ./ 16;
    T = double(data.digit == 0:9);
    order = randperm(size(X, 1));
    train = order(1:options.examples);
    test = order(options.examples + 1:end);
    net = nn_init([size(X, 2), options.hidden, 10], 'softmax');
    [net, loss] = nn_train(net, X(train, :), T(train, :), options);
    label = nn_predict(net, X);
    predicted = uint8(label - 1);
    is_right = predicted == data.digit;
    accuracy = [mean(is_right(train)), mean(is_right(test))];
end
