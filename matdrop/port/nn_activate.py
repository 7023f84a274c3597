"""The activations of a layer: the port of ``matlab_ref/nn_activate.m``."""

from __future__ import annotations

import numpy as np

from matdrop.port.arithmetic import Array, matlab_arguments, maximum


@matlab_arguments
def nn_activate(Z: Array, kind: str) -> Array:
    """Take the relu, the sigmoid or, of each row, the softmax.

    Parameters
    ----------
    Z : array_like
        A row for each example; double.
    kind : {"relu", "sigmoid", "softmax"}
        The activation.

    Returns
    -------
    ndarray
        Of the size of `Z`. The relu of NaN is 0, as in MATLAB.

    Raises
    ------
    ValueError
        If the activation is unknown.

    Notes
    -----
    The softmax is taken of `Z` less the largest of its row, which changes no quotient and keeps ``exp`` from
    overflowing. Source: the networks of the article "Dropout (inverted dropout)", with relu in each layer.

    Examples
    --------
    >>> nn_activate([[-1.0, 2.0]], "relu")
    array([[0., 2.]])
    >>> nn_activate([[0.0, 0.0]], "softmax")
    array([[0.5, 0.5]])
    """
    # function A = nn_activate(Z, kind)
    match kind:  # switch kind
        case "relu":  # case 'relu'
            A = maximum(Z, 0)  # A = max(Z, 0);
        case "sigmoid":  # case 'sigmoid'
            A = 1 / (1 + np.exp(-Z))  # A = 1 ./ (1 + exp(-Z));
        case "softmax":  # case 'softmax'
            E = np.exp(Z - np.fmax.reduce(Z, axis=1, keepdims=True))  # E = exp(Z - max(Z, [], 2));
            A = E / E.sum(axis=1, keepdims=True)  # A = E ./ sum(E, 2);
        case _:  # otherwise
            # error('nn_activate:kind', '%s is no activation: relu, sigmoid and softmax are', kind);
            raise ValueError(f"{kind} is no activation: relu, sigmoid and softmax are")
    # end
    return A  # end
