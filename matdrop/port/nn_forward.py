"""Forward propagation in training, with dropout: the port of ``matlab_ref/nn_forward.m``."""

from __future__ import annotations

from typing import Any

from matdrop.port.arithmetic import Array, Draw, matlab_arguments
from matdrop.port.inverted_dropout import inverted_dropout
from matdrop.port.nn_activate import nn_activate
from matdrop.port.struct import Struct, cell


@matlab_arguments
def nn_forward(
    net: Struct, X: Array, options: Struct, mask: Any = None, *, rand: Draw
) -> tuple[list[Array], list[Array]]:
    """Return the activations of every layer, with some units shut down.

    Parameters
    ----------
    net : dict
        As `matdrop.port.nn_init.nn_init` gives it.
    X : array_like
        The input, a row for each example; double.
    options : dict
        ``keep_prob_input`` and ``keep_prob``, the probabilities with which the units of the input and of the
        hidden layers are kept, real scalars in [0, 1].
    mask : list of ndarray, optional
        A mask to hold. Then nothing is drawn.
    rand : callable
        ``rand(size)`` gives uniform draws of that size. Masks are drawn for a probability of 1, too, so that a
        seed gives the same weights and batches with and without dropout.

    Returns
    -------
    A : list of ndarray
        The activations: ``A[0]`` is the input after dropout, ``A[-1]`` the output of the network.
    mask : list of ndarray of bool
        For each ``A[l]`` but the last, which of its elements were kept.

    Raises
    ------
    ValueError
        If a probability is outside [0, 1], or the sizes do not match.

    Notes
    -----
    Source: the article "Dropout (inverted dropout)".

    Examples
    --------
    >>> from matdrop.port.nn_init import nn_init
    >>> from matdrop.streams import OctaveStream
    >>> stream = OctaveStream(42)
    >>> net = nn_init([2, 4, 1], "sigmoid", stream.randn)
    >>> options = {"keep_prob": 0.5, "keep_prob_input": 1}
    >>> A, mask = nn_forward(net, [[1.0, 2.0], [3.0, 4.0]], options, rand=stream.rand)
    >>> mask[1].astype(int)
    array([[0, 0, 1, 1],
           [0, 1, 1, 0]])
    """
    # function [A, mask] = nn_forward(net, X, options, mask)
    L = len(net.W)  # L = numel(net.W);
    A = cell(1, L + 1)  # A = cell(1, L + 1);
    A[0] = X  # A{1} = X;
    # keep_prob = [options.keep_prob_input, repmat(options.keep_prob, 1, L - 1)];
    keep_prob = [options.keep_prob_input] + [options.keep_prob] * (L - 1)
    is_held = mask is not None  # is_held = nargin > 3;
    if not is_held:  # if ~is_held
        mask = cell(1, L)  # mask = cell(1, L);
    # end
    for l in range(L):  # for l = 1:L
        if is_held:  # if is_held
            A[l] = A[l] * mask[l] / keep_prob[l]  # A{l} = A{l} .* mask{l} ./ keep_prob(l);
        else:  # else
            # [A{l}, mask{l}] = inverted_dropout(A{l}, keep_prob(l));
            A[l], mask[l] = inverted_dropout(A[l], keep_prob[l], rand)
        # end
        Z = A[l] @ net.W[l] + net.b[l]  # Z = A{l} * net.W{l} + net.b{l};
        A[l + 1] = nn_activate(Z, net.activation[l])  # A{l + 1} = nn_activate(Z, net.activation{l});
    # end
    return A, mask  # end
