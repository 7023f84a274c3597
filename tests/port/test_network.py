"""The network: its gradient, its arguments, what they must not change, and the examples of its page."""

import copy
from typing import Any

import numpy as np
import pytest

from matdrop.cases.table import OWN_TABLE, load_table
from matdrop.fixtures.store import Fixtures
from matdrop.port import nn_gradient_check as module
from matdrop.port.arithmetic import matlab_arguments
from matdrop.port.nn_backward import nn_backward
from matdrop.port.nn_forward import nn_forward
from matdrop.port.nn_gradient_check import nn_gradient_check
from matdrop.port.nn_init import nn_init
from matdrop.port.nn_predict import nn_predict
from matdrop.port.nn_train import nn_train
from matdrop.port.struct import Struct
from matdrop.streams import OctaveStream
from matdrop.values.value import array_of

OPTIONS = Struct(epochs=2, batch_size=4, rate=0.1, momentum=0.9, weight_decay=0.01, keep_prob=0.7, keep_prob_input=0.9)


def network(seed: int) -> tuple[Struct, Any, Any, OctaveStream]:
    """A network with biases, inputs, targets, and the stream that they were drawn from."""
    stream = OctaveStream(seed)
    net = nn_init(np.array([4, 6, 5, 3]), "softmax", stream.randn)
    net.b = [stream.randn(*b.shape) for b in net.b]
    return net, stream.randn(10, 4), np.eye(3)[np.arange(10) % 3], stream


def test_gradient_check_of_octave_is_below_1e_7() -> None:
    table = load_table(OWN_TABLE)
    cases = table.select(["nn_gradient_check"])
    differences = [array_of(Fixtures(table.fixtures).read(case).outputs["difference"]).item() for case in cases]
    assert len(differences) == 3
    assert max(differences) < 1e-7


@pytest.mark.parametrize("seed", range(5))
def test_gradient_check_of_the_port_is_below_1e_7(seed: int) -> None:
    net, X, T, stream = network(seed)
    difference, _, _ = nn_gradient_check(net, X, T, OPTIONS, stream.rand)
    assert difference < 1e-7


@pytest.mark.parametrize("defect", ["mask not reused", "no weight decay"])
def test_gradient_check_finds_a_wrong_gradient(monkeypatch: pytest.MonkeyPatch, defect: str) -> None:
    def wrong(net: Any, A: Any, mask: Any, T: Any, options: Any) -> Any:
        if defect == "mask not reused":
            return nn_backward(net, A, [one[::-1] for one in mask], T, options)
        return nn_backward(net, A, mask, T, Struct(options, weight_decay=0))

    monkeypatch.setattr(module, "nn_backward", wrong)
    net, X, T, stream = network(0)
    difference, _, _ = nn_gradient_check(net, X, T, OPTIONS, stream.rand)
    assert difference > 1e-4


def test_a_dead_example_has_no_gradient_to_check() -> None:
    # All units of the first hidden layer are dropped and the biases are 0: the relu of the second is at its kink.
    net = Struct(W=[np.ones((1, 2)), np.ones((2, 2)), np.ones((2, 1))], b=[np.zeros((1, n)) for n in (2, 2, 1)])
    net.activation = ["relu", "relu", "sigmoid"]
    options = Struct(OPTIONS, keep_prob_input=1, keep_prob=0.5)
    draws = iter([0.1, 0.9, 0.1])
    difference, numeric, analytic = nn_gradient_check(
        net, np.ones((1, 1)), np.ones((1, 1)), options, lambda size: np.full(size, next(draws))
    )
    assert difference > 1e-7
    assert not np.allclose(numeric[-3:-1], analytic[-3:-1])


def test_training_leaves_its_arguments_alone() -> None:
    net, X, T, stream = network(1)
    before = copy.deepcopy((net, X, T, OPTIONS))
    trained, *_ = nn_train(net, X, T, OPTIONS, stream.rand, stream.randperm)
    assert repr((net, X, T, OPTIONS)) == repr(before)
    assert not np.array_equal(trained.W[0], net["W"][0])


def test_masks_are_drawn_for_a_probability_of_1_too() -> None:
    nets = []
    for keep_prob in (1, 0.7):
        net, X, T, stream = network(2)
        options = Struct(OPTIONS, keep_prob=keep_prob, keep_prob_input=1)
        nets.append((net, nn_train(net, X, T, options, stream.rand, stream.randperm)))
    (first, (_, _, order, _)), (second, (_, _, other, _)) = nets
    assert np.array_equal(first["W"][0], second["W"][0])
    assert np.array_equal(order, other)


def test_prediction_is_the_forward_pass_that_keeps_all() -> None:
    net, X, _, stream = network(3)
    A, _ = nn_forward(net, X, Struct(keep_prob=1, keep_prob_input=1), rand=stream.rand)
    label, Y = nn_predict(net, X)
    assert np.array_equal(A[-1], Y)
    assert label.ravel().tolist() == (Y.argmax(axis=1) + 1).tolist()


def test_probability_outside_0_to_1_is_refused() -> None:
    net, X, _, stream = network(4)
    with pytest.raises(ValueError, match=r"keep_prob must be a real scalar in \[0, 1\], but .*1\.5.* was given"):
        nn_forward(net, X, Struct(keep_prob=1.5, keep_prob_input=1), rand=stream.rand)


def test_option_that_is_missing_is_named() -> None:
    net, X, _, stream = network(4)
    with pytest.raises(AttributeError, match="the struct has no field keep_prob_input; it has keep_prob"):
        nn_forward(net, X, Struct(keep_prob=0.5), rand=stream.rand)


def test_structs_and_cells_are_handed_over_as_matlab_has_them() -> None:
    @matlab_arguments
    def seen(net: Any, sizes: Any, kind: str, mask: Any = None) -> Any:
        net.W[0] = None
        return net, sizes, kind, mask

    given = {"W": [[[1.0, 2.0]], np.array(3)], "rate": 0.5, "hidden": [64, 32], "activation": ["relu"]}
    net, sizes, kind, mask = seen(given, [1, 2], "softmax")
    assert isinstance(net, Struct)
    assert [type(net.rate), net.hidden.shape, net.W[1].shape, net.activation] == [np.float64, (1, 2), (1, 1), ["relu"]]
    assert (sizes.shape, kind, mask) == ((1, 2), "softmax", None)
    assert given["W"] == [[[1.0, 2.0]], np.array(3)]
