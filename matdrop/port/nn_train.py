"""Training by gradient descent in mini-batches, with dropout: the port of ``matlab_ref/nn_train.m``."""

from __future__ import annotations

import math

import numpy as np

from matdrop.port.arithmetic import Array, Draw, matlab_arguments
from matdrop.port.nn_backward import nn_backward
from matdrop.port.nn_cost import nn_cost
from matdrop.port.nn_forward import nn_forward
from matdrop.port.struct import Struct, cell


@matlab_arguments
def nn_train(
    net: Struct, X: Array, T: Array, options: Struct, rand: Draw, randperm: Draw
) -> tuple[Struct, Array, Array, list[Array]]:
    """Train a network: each iteration takes a step by the gradient of a network of some of the units.

    Parameters
    ----------
    net : dict
        As `matdrop.port.nn_init.nn_init` gives it. It is not changed.
    X : array_like
        The inputs, a row for each example; double.
    T : array_like
        The targets, a row of 0 and 1 for each example.
    options : dict
        ``epochs``, the number of times that all examples are gone through; ``batch_size``, the number of
        examples of a batch, of which the last has what is left; ``rate``, the learning rate; ``momentum``, the
        share of the last step that is taken again (0 for none); ``weight_decay``, ``keep_prob`` and
        ``keep_prob_input`` as `nn_backward` and `nn_forward` take them.
    rand : callable
        ``rand(size)`` gives uniform draws of that size.
    randperm : callable
        ``randperm(n)`` gives the numbers from 1 to n in random order.

    Returns
    -------
    net : Struct
        The trained network.
    loss : ndarray
        A column: the cost of each batch before its step, with the units of that iteration.
    order : ndarray
        Epochs-by-m: the order of the m examples in each epoch, counted from 1.
    mask : list of ndarray of bool
        That of the last iteration.

    Raises
    ------
    ValueError
        If a probability is outside [0, 1], or the sizes do not match.

    Notes
    -----
    Source: the article "Dropout (inverted dropout)": each iteration trains a different network.

    Examples
    --------
    >>> from matdrop.port.nn_init import nn_init
    >>> from matdrop.streams import OctaveStream
    >>> stream = OctaveStream(42)
    >>> options = {"epochs": 20, "batch_size": 3, "rate": 0.3, "momentum": 0.5, "weight_decay": 0}
    >>> options |= {"keep_prob": 0.9, "keep_prob_input": 1}
    >>> X, T = [[0, 0], [0, 1], [1, 0], [1, 1]], [[0], [1], [1], [0]]
    >>> net = nn_init([2, 8, 1], "sigmoid", stream.randn)
    >>> net, loss, order, mask = nn_train(net, X, T, options, stream.rand, stream.randperm)
    >>> loss.shape, order.shape  # a batch of three and a batch of one in each epoch
    ((40, 1), (20, 4))
    """
    # function [net, loss, order, mask] = nn_train(net, X, T, options)
    m = X.shape[0]  # m = size(X, 1);
    # loss = zeros(options.epochs * ceil(m / options.batch_size), 1);
    loss = np.zeros((int(options.epochs) * math.ceil(m / options.batch_size), 1))
    order = np.zeros((int(options.epochs), m))  # order = zeros(options.epochs, m);
    velocity = Struct()  # velocity = struct();
    velocity.W = cell(1, len(net.W))  # velocity.W = cell(1, numel(net.W));
    velocity.b = cell(1, len(net.W))  # velocity.b = cell(1, numel(net.W));
    for l in range(len(net.W)):  # for l = 1:numel(net.W)
        velocity.W[l] = np.zeros(net.W[l].shape)  # velocity.W{l} = zeros(size(net.W{l}));
        velocity.b[l] = np.zeros(net.b[l].shape)  # velocity.b{l} = zeros(size(net.b{l}));
    # end
    k = 0  # k = 1;
    for epoch in range(int(options.epochs)):  # for epoch = 1:options.epochs
        order[epoch, :] = randperm(m)  # order(epoch, :) = randperm(m);
        for first in range(0, m, int(options.batch_size)):  # for first = 1:options.batch_size:m
            # last = min(first + options.batch_size - 1, m);
            last = min(first + int(options.batch_size), m)
            batch = order[epoch, first:last].astype(int) - 1  # batch = order(epoch, first:last);
            # [A, mask] = nn_forward(net, X(batch, :), options);
            A, mask = nn_forward(net, X[batch, :], options, rand=rand)
            # loss(k) = nn_cost(net, A{end}, T(batch, :), options);
            loss[k] = nn_cost(net, A[-1], T[batch, :], options)
            k = k + 1  # k = k + 1;
            # grad = nn_backward(net, A, mask, T(batch, :), options);
            grad = nn_backward(net, A, mask, T[batch, :], options)
            for l in range(len(net.W)):  # for l = 1:numel(net.W)
                # velocity.W{l} = options.momentum .* velocity.W{l} - options.rate .* grad.W{l};
                velocity.W[l] = options.momentum * velocity.W[l] - options.rate * grad.W[l]
                # velocity.b{l} = options.momentum .* velocity.b{l} - options.rate .* grad.b{l};
                velocity.b[l] = options.momentum * velocity.b[l] - options.rate * grad.b[l]
                net.W[l] = net.W[l] + velocity.W[l]  # net.W{l} = net.W{l} + velocity.W{l};
                net.b[l] = net.b[l] + velocity.b[l]  # net.b{l} = net.b{l} + velocity.b{l};
            # end
        # end
    # end
    return net, loss, order, mask  # end
