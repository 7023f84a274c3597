"""The gradient against differences of the cost, the mask held: the port of ``matlab_ref/nn_gradient_check.m``."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np

from matdrop.port.arithmetic import Array, Draw, matlab_arguments
from matdrop.port.nn_backward import nn_backward
from matdrop.port.nn_cost import nn_cost
from matdrop.port.nn_forward import nn_forward
from matdrop.port.struct import Struct


@matlab_arguments
def nn_gradient_check(
    net: Struct, X: Array, T: Array, options: Struct, rand: Draw
) -> tuple[np.floating[Any], Array, Array]:
    """Compare `matdrop.port.nn_backward.nn_backward` with differences of `matdrop.port.nn_cost.nn_cost`.

    Parameters
    ----------
    net : dict
        As `matdrop.port.nn_init.nn_init` gives it.
    X, T : array_like
        Inputs and targets, a row for each example; double.
    options : dict
        ``weight_decay``, ``keep_prob`` and ``keep_prob_input``.
    rand : callable
        ``rand(size)`` gives uniform draws of that size: one mask, which is held.

    Returns
    -------
    difference : float
        The norm of the difference of the two, relative to that of their sum: below 1e-7 all is well.
    numeric, analytic : ndarray
        Columns: the central difference of the cost by each weight, layer after layer, then by each bias; and
        what the backward propagation gives.

    Raises
    ------
    ValueError
        If a probability is outside [0, 1], or the sizes do not match.

    Notes
    -----
    A relu has no derivative at 0. An example whose units of a layer are all dropped is there if the biases are
    0, as `matdrop.port.nn_init.nn_init` leaves them: check a network that has others. Source: the article
    "Dropout (inverted dropout)": the same mask serves both directions.

    Examples
    --------
    >>> from matdrop.streams import OctaveStream
    >>> stream = OctaveStream(42)
    >>> net = {"W": [stream.randn(3, 1)], "b": [stream.randn(1, 1)], "activation": ["sigmoid"]}
    >>> options = {"keep_prob": 1, "keep_prob_input": 0.5, "weight_decay": 0.1}
    >>> difference, numeric, analytic = nn_gradient_check(net, stream.randn(5, 3), [[0]] * 5, options, stream.rand)
    >>> bool(difference < 1e-7), numeric.shape
    (True, (4, 1))
    """
    # function [difference, numeric, analytic] = nn_gradient_check(net, X, T, options)
    epsilon = 1e-5  # epsilon = 1e-5;
    A, mask = nn_forward(net, X, options, rand=rand)  # [A, mask] = nn_forward(net, X, options);
    grad = nn_backward(net, A, mask, T, options)  # grad = nn_backward(net, A, mask, T, options);
    numeric = np.zeros((0, 1))  # numeric = zeros(0, 1);
    analytic = np.zeros((0, 1))  # analytic = zeros(0, 1);
    for part in ("W", "b"):  # for part = {'W', 'b'}
        for l in range(len(net.W)):  # for l = 1:numel(net.W)
            for k in range(net[part][l].size):  # for k = 1:numel(net.(part{1}){l})
                moved = copy.deepcopy(net)  # moved = net;
                # moved.(part{1}){l}(k) = net.(part{1}){l}(k) + epsilon;
                moved[part][l].T.flat[k] = net[part][l].T.flat[k] + epsilon
                # A = nn_forward(moved, X, options, mask);
                A, _ = nn_forward(moved, X, options, mask, rand=rand)
                J_plus = nn_cost(moved, A[-1], T, options)  # J_plus = nn_cost(moved, A{end}, T, options);
                # moved.(part{1}){l}(k) = net.(part{1}){l}(k) - epsilon;
                moved[part][l].T.flat[k] = net[part][l].T.flat[k] - epsilon
                # A = nn_forward(moved, X, options, mask);
                A, _ = nn_forward(moved, X, options, mask, rand=rand)
                J_minus = nn_cost(moved, A[-1], T, options)  # J_minus = nn_cost(moved, A{end}, T, options);
                # numeric = [numeric; (J_plus - J_minus) / (2 * epsilon)];
                numeric = np.vstack([numeric, (J_plus - J_minus) / (2 * epsilon)])
                # analytic = [analytic; grad.(part{1}){l}(k)];
                analytic = np.vstack([analytic, grad[part][l].T.flat[k]])
            # end
        # end
    # end
    # difference = norm(numeric - analytic) / norm(numeric + analytic);
    difference = np.linalg.norm(numeric - analytic) / np.linalg.norm(numeric + analytic)
    return difference, numeric, analytic  # end
