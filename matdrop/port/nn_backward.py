"""Backward propagation: the port of ``matlab_ref/nn_backward.m``."""

from __future__ import annotations

from matdrop.port.arithmetic import Array, matlab_arguments
from matdrop.port.inverted_dropout_backward import inverted_dropout_backward
from matdrop.port.struct import Struct, cell


@matlab_arguments
def nn_backward(net: Struct, A: list[Array], mask: list[Array], T: Array, options: Struct) -> Struct:
    """Return the gradient of `matdrop.port.nn_cost.nn_cost` by weights and biases.

    Parameters
    ----------
    net : dict
        As `matdrop.port.nn_init.nn_init` gives it.
    A, mask : list of ndarray
        As `matdrop.port.nn_forward.nn_forward` gives them.
    T : array_like
        The targets, a row of 0 and 1 for each example.
    options : dict
        ``weight_decay``, the factor of the weights' penalty (the biases have none), and ``keep_prob``.

    Returns
    -------
    Struct
        ``W[l]`` and ``b[l]``, of the sizes of those of `net`.

    Raises
    ------
    ValueError
        If ``keep_prob`` is outside [0, 1], or the sizes do not match.

    Notes
    -----
    Source: the article "Dropout (inverted dropout)": units that were dropped take no part in the backward
    propagation of their iteration either.

    Examples
    --------
    >>> import numpy as np
    >>> net = {"W": [[[0.5], [-0.5]]], "b": [[[0.0]]], "activation": ["sigmoid"]}
    >>> options = {"weight_decay": 0, "keep_prob": 1}
    >>> grad = nn_backward(net, [np.array([[1.0, 1.0]]), np.array([[0.5]])], [], [[1]], options)
    >>> grad.W[0], grad.b[0]
    (array([[-0.5],
           [-0.5]]), array([[-0.5]]))
    """
    # function grad = nn_backward(net, A, mask, T, options)
    m = T.shape[0]  # m = size(T, 1);
    L = len(net.W)  # L = numel(net.W);
    grad = Struct()  # grad = struct();
    grad.W = cell(1, L)  # grad.W = cell(1, L);
    grad.b = cell(1, L)  # grad.b = cell(1, L);
    dZ = (A[L] - T) / m  # dZ = (A{L + 1} - T) ./ m;
    for l in range(L - 1, -1, -1):  # for l = L:-1:1
        # grad.W{l} = A{l}' * dZ + options.weight_decay .* net.W{l};
        grad.W[l] = A[l].T @ dZ + options.weight_decay * net.W[l]
        grad.b[l] = dZ.sum(axis=0, keepdims=True)  # grad.b{l} = sum(dZ, 1);
        if l > 0:  # if l > 1
            dA = dZ @ net.W[l].T  # dA = dZ * net.W{l}';
            # dA = inverted_dropout_backward(dA, mask{l}, options.keep_prob);
            dA = inverted_dropout_backward(dA, mask[l], options.keep_prob)
            dZ = dA * (A[l] > 0)  # dZ = dA .* (A{l} > 0);
        # end
    # end
    return grad  # end
