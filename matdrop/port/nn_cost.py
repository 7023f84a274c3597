"""The mean cross-entropy of the examples, and the weights' penalty: the port of ``matlab_ref/nn_cost.m``."""

from __future__ import annotations

import numpy as np

from matdrop.port.arithmetic import Array, matlab_arguments
from matdrop.port.struct import Struct


@matlab_arguments
def nn_cost(net: Struct, Y: Array, T: Array, options: Struct) -> float:
    """Compare the output of a network with targets, and penalise its weights.

    Parameters
    ----------
    net : dict
        As `matdrop.port.nn_init.nn_init` gives it.
    Y : array_like
        The output of the network, a row for each example.
    T : array_like
        The targets, a row of 0 and 1 for each example; with a softmax, one 1 in each row.
    options : dict
        ``weight_decay``, the factor of half the sum of the squares of all weights. Biases are not penalised.

    Returns
    -------
    float
        The cost, in nats.

    Raises
    ------
    ValueError
        If the sizes do not match.

    Notes
    -----
    Source: the networks of the article "Dropout (inverted dropout)", which names weight penalties beside dropout.

    Examples
    --------
    >>> net = {"W": [[[3.0, 4.0]]], "b": [[[0.0, 0.0]]], "activation": ["softmax"]}
    >>> float(nn_cost(net, [[1, 0]], [[1, 0]], {"weight_decay": 0.1}))
    1.25
    """
    # function J = nn_cost(net, Y, T, options)
    m = T.shape[0]  # m = size(T, 1);
    if net.activation[-1] == "softmax":  # if strcmp(net.activation{end}, 'softmax')
        P = (T * Y).sum(axis=1, keepdims=True)  # P = sum(T .* Y, 2);
    else:  # else
        P = T * Y + (1 - T) * (1 - Y)  # P = T .* Y + (1 - T) .* (1 - Y);
    # end
    J: float = -np.log(P).sum() / m  # J = -sum(log(P(:))) / m;
    for l in range(len(net.W)):  # for l = 1:numel(net.W)
        # J = J + options.weight_decay / 2 * sum(net.W{l}(:) .^ 2);
        J = J + options.weight_decay / 2 * (net.W[l] ** 2).sum()
    # end
    return J  # end
