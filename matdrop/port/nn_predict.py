"""What a trained network says of examples, at test time: the port of ``matlab_ref/nn_predict.m``."""

from __future__ import annotations

import numpy as np

from matdrop.port.arithmetic import Array, matlab_arguments
from matdrop.port.inverted_dropout_predict import inverted_dropout_predict
from matdrop.port.nn_activate import nn_activate
from matdrop.port.struct import Struct


@matlab_arguments
def nn_predict(net: Struct, X: Array) -> tuple[Array, Array]:
    """Return the output of a network: nothing is dropped and nothing is scaled.

    Parameters
    ----------
    net : dict
        As `matdrop.port.nn_train.nn_train` gives it.
    X : array_like
        The inputs, a row for each example; double.

    Returns
    -------
    label : ndarray
        With a softmax a column, of the number of the largest output, counted from 1; else, of the size of
        `Y` and bool, whether an output is at least 0.5.
    Y : ndarray
        The output, a row for each example.

    Raises
    ------
    ValueError
        If the sizes do not match.

    Notes
    -----
    Source: the article "Dropout (inverted dropout)": dropout is for training only.

    Examples
    --------
    >>> net = {"W": [[[1.0, 0.0], [0.0, 1.0]]], "b": [[[0.0, 0.0]]], "activation": ["softmax"]}
    >>> label, Y = nn_predict(net, [[3.0, 1.0], [1.0, 3.0]])
    >>> label
    array([[1.],
           [2.]])
    """
    # function [label, Y] = nn_predict(net, X)
    Y = X  # Y = X;
    for l in range(len(net.W)):  # for l = 1:numel(net.W)
        Y = inverted_dropout_predict(Y)  # Y = inverted_dropout_predict(Y);
        # Y = nn_activate(Y * net.W{l} + net.b{l}, net.activation{l});
        Y = nn_activate(Y @ net.W[l] + net.b[l], net.activation[l])
    # end
    if net.activation[-1] == "softmax":  # if strcmp(net.activation{end}, 'softmax')
        label = np.argmax(Y, axis=1, keepdims=True) + 1.0  # [~, label] = max(Y, [], 2);
    else:  # else
        label = Y >= 0.5  # label = Y >= 0.5;
    # end
    return label, Y  # end
