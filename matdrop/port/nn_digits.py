"""Training on handwritten digits: the port of ``matlab_ref/nn_digits.m``."""

from __future__ import annotations

import numpy as np

from matdrop.port.arithmetic import Array, Draw, matlab_arguments
from matdrop.port.load import load
from matdrop.port.nn_init import nn_init
from matdrop.port.nn_predict import nn_predict
from matdrop.port.nn_train import nn_train
from matdrop.port.struct import Struct


@matlab_arguments
def nn_digits(options: Struct, rand: Draw, randn: Draw, randperm: Draw) -> tuple[Array, Array, Array, Array]:
    """Train a network on some handwritten digits and try it on the others.

    Parameters
    ----------
    options : dict
        ``examples``, how many of the 1797 digits are drawn for training; ``hidden``, the sizes of the hidden
        layers; and what `matdrop.port.nn_train.nn_train` takes.
    rand, randn, randperm : callable
        Functions of one stream. With the same seed the digits, the first weights and the batches are the same
        whatever ``keep_prob`` is.

    Returns
    -------
    accuracy : ndarray
        1-by-2: the share of right answers among the digits of training, and among the others.
    loss : ndarray
        A column, as `matdrop.port.nn_train.nn_train` gives it.
    predicted : ndarray of uint8
        A column: the answer for each digit.
    order : ndarray
        A row: the numbers of all digits, counted from 1, those of training first.

    Raises
    ------
    ValueError
        If a probability is outside [0, 1].

    Notes
    -----
    Source: the claim of the article "Dropout (inverted dropout)" that dropout reduces overfitting. The digits are
    those of Alpaydin and Kaynak (1998), "Optical Recognition of Handwritten Digits", CC BY 4.0.

    Examples
    --------
    >>> from matdrop.streams import OctaveStream
    >>> stream = OctaveStream(1)
    >>> options = {"examples": 100, "hidden": 16, "epochs": 20, "batch_size": 20, "rate": 0.1, "momentum": 0.9}
    >>> options |= {"weight_decay": 0, "keep_prob": 1, "keep_prob_input": 1}
    >>> accuracy, loss, predicted, order = nn_digits(options, stream.rand, stream.randn, stream.randperm)
    >>> loss.shape, predicted.shape, order.shape
    ((100, 1), (1797, 1), (1, 1797))
    """
    # function [accuracy, loss, predicted, order] = nn_digits(options)
    data = load("../fixtures/digits.mat")  # data = load('../fixtures/digits.mat');
    X = data.X.astype(float) / 16  # X = double(data.X) ./ 16;
    T = (data.digit == np.arange(10)).astype(float)  # T = double(data.digit == 0:9);
    order = randperm(X.shape[0])  # order = randperm(size(X, 1));
    train = order[0, : int(options.examples)].astype(int) - 1  # train = order(1:options.examples);
    test = order[0, int(options.examples) :].astype(int) - 1  # test = order(options.examples + 1:end);
    # net = nn_init([size(X, 2), options.hidden, 10], 'softmax');
    net = nn_init(np.hstack([X.shape[1], np.ravel(options.hidden), 10]), "softmax", randn)
    # [net, loss] = nn_train(net, X(train, :), T(train, :), options);
    net, loss, _, _ = nn_train(net, X[train, :], T[train, :], options, rand, randperm)
    label, _ = nn_predict(net, X)  # label = nn_predict(net, X);
    predicted = (label - 1).astype(np.uint8)  # predicted = uint8(label - 1);
    is_right = predicted == data.digit  # is_right = predicted == data.digit;
    # accuracy = [mean(is_right(train)), mean(is_right(test))];
    accuracy = np.array([[is_right[train].mean(), is_right[test].mean()]])
    return accuracy, loss, predicted, order  # end
