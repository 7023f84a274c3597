"""A fully connected network with random weights: the port of ``matlab_ref/nn_init.m``."""

from __future__ import annotations

import numpy as np

from matdrop.port.arithmetic import Array, Draw, matlab_arguments
from matdrop.port.struct import Struct, cell


@matlab_arguments
def nn_init(sizes: Array, output: str, randn: Draw) -> Struct:
    """Make a network of relu layers and an output layer, of random weights and biases of 0.

    Parameters
    ----------
    sizes : array_like
        The number of inputs, of the units of each hidden layer, and of outputs.
    output : {"softmax", "sigmoid"}
        The activation of the outputs.
    randn : callable
        ``randn(m, n)`` gives an m-by-n matrix of normal draws.

    Returns
    -------
    Struct
        For each layer of weights ``W[l]``, m-by-n, which leads from the m units of one layer to the n of the
        next, ``b[l]``, 1-by-n, and ``activation[l]``.

    Notes
    -----
    The weights are normal with variance 2 / m (He et al., 2015). Source: the networks of the article "Dropout
    (inverted dropout)", of any depth.

    Examples
    --------
    >>> from matdrop.streams import OctaveStream
    >>> net = nn_init([64, 32, 10], "softmax", OctaveStream(42).randn)
    >>> [W.shape for W in net.W], net.activation
    ([(64, 32), (32, 10)], ['relu', 'softmax'])
    """
    # function net = nn_init(sizes, output)
    L = sizes.size - 1  # L = numel(sizes) - 1;
    net = Struct()  # net = struct();
    net.W = cell(1, L)  # net.W = cell(1, L);
    net.b = cell(1, L)  # net.b = cell(1, L);
    net.activation = ["relu"] * (L - 1) + [output]  # net.activation = [repmat({'relu'}, 1, L - 1), {output}];
    for l in range(L):  # for l = 1:L
        # net.W{l} = randn(sizes(l), sizes(l + 1)) .* sqrt(2 ./ sizes(l));
        net.W[l] = randn(sizes[0, l], sizes[0, l + 1]) * np.sqrt(2 / sizes[0, l])
        net.b[l] = np.zeros((1, int(sizes[0, l + 1])))  # net.b{l} = zeros(1, sizes(l + 1));
    # end
    return net  # end
