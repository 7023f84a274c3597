"""Arrays of other libraries come back as what they were, with the bits of NumPy's."""

from typing import Any

import numpy as np
import pytest

import matdrop
from matdrop.streams import OctaveStream
from tests.fast.equivalence import bits, specials


class Exported:
    """The least that has DLPack: its library is this module, whose `from_dlpack` is below."""

    def __init__(self, array: Any, device: int = 1) -> None:
        self.array, self.device = array, device

    def __dlpack__(self, **given: Any) -> Any:
        return self.array.__dlpack__(**given)

    def __dlpack_device__(self) -> tuple[int, int]:
        return self.device, 0

    def __array_namespace__(self) -> Any:
        return Library


class Library:
    """Its namespace."""

    @staticmethod
    def from_dlpack(array: Any) -> Exported:
        return Exported(np.from_dlpack(array))


def expected(X: Any) -> tuple[Any, Any, Any]:
    with np.errstate(all="ignore"):
        Y, mask = matdrop.dropout(X, 0.7, OctaveStream(1), return_mask=True)
        return Y, mask, matdrop.dropout_backward(X, mask, 0.7)


@pytest.mark.parametrize("library", ["torch", "array_api_strict", "jax.numpy"])
def test_libraries(library: str) -> None:
    namespace = pytest.importorskip(library, reason=f"{library} is not installed: its arrays are not tried")
    for dtype in (np.float64, np.float32) if library != "jax.numpy" else (np.float32,):
        for shape in ((50,), (7, 9), ()):
            plain = specials(dtype, int(np.prod(shape))).reshape(shape)
            X = namespace.asarray(plain.copy())
            Y, mask, back = expected(plain)
            with np.errstate(all="ignore"):
                given, given_mask = matdrop.dropout(X, 0.7, OctaveStream(1), return_mask=True)
                _, packed = matdrop.dropout(X, 0.7, OctaveStream(1), return_mask="packed")
                given_back = matdrop.dropout_backward(X, given_mask, 0.7)
                packed_back = matdrop.dropout_backward(X, packed, 0.7)
            assert type(given) is type(given_mask) is type(given_back) is type(packed_back) is type(X)
            for one, other in ((given, Y), (given_mask, mask), (given_back, back), (packed_back, back)):
                assert bits(np.from_dlpack(one)) == bits(other)


def test_torch_out_and_what_it_does_not_hand_out() -> None:
    torch = pytest.importorskip("torch", reason="torch is not installed: its arrays are not tried")
    X = torch.arange(12.0, dtype=torch.float64).reshape(3, 4)
    out = torch.empty(4, 3, dtype=torch.float64).T
    assert matdrop.dropout(X, 0.7, OctaveStream(1), out=out) is out
    assert bits(out.numpy().copy(order="C")) == bits(expected(X.numpy())[0])
    assert matdrop.dropout(X, 0.7, OctaveStream(1), out=X) is X
    assert torch.equal(X, out)
    with pytest.raises(ValueError, match=r"the library of a torch.Tensor does not export it"):
        matdrop.dropout(X.requires_grad_(), 0.7, OctaveStream(1))


def test_the_least_that_has_dlpack() -> None:
    plain = np.linspace(-1, 1, 30).reshape(5, 6)
    given, mask = matdrop.dropout(Exported(plain), 0.7, OctaveStream(1), return_mask=True)
    assert isinstance(given, Exported)
    assert isinstance(mask, Exported)
    assert bits(given.array) == bits(expected(plain)[0])
    out = Exported(np.empty((5, 6)))
    assert matdrop.dropout(Exported(plain), 0.7, OctaveStream(1), out=out) is out
    assert bits(out.array) == bits(given.array)
    assert isinstance(matdrop.dropout_backward(Exported(plain), mask, 0.7), Exported)


def test_another_device_is_refused() -> None:
    with pytest.raises(ValueError, match=r"Exported is on the device \(2, 0\); move it to the CPU first"):
        matdrop.dropout(Exported(np.ones(3), device=2), 0.7, OctaveStream(1))


def test_array_and_array_wrap() -> None:
    class Named:
        """Like a labelled array: has a name, and gives it to what is computed from it."""

        def __init__(self, array: Any, name: str) -> None:
            self.array, self.name = array, name

        def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
            return self.array

        def __array_wrap__(self, array: Any, context: Any = None, return_scalar: bool = False) -> "Named":
            return Named(array, self.name)

    plain = np.linspace(-1, 1, 30)
    given, mask = matdrop.dropout(Named(plain, "h"), 0.7, OctaveStream(1), return_mask=True)
    assert (given.name, mask.name) == ("h", "h")
    assert bits(given.array) == bits(expected(plain)[0])
    assert bits(mask.array) == bits(expected(plain)[1])


def test_array_alone_becomes_numpy() -> None:
    class Bare:
        def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
            return np.ones(3)

    assert type(matdrop.dropout(Bare(), 0.7, OctaveStream(1))) is np.ndarray
