"""Small arrays go to the kernels here too."""

import pytest

from matdrop.fast import fused


@pytest.fixture(autouse=True)
def numba_from_the_first_element(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fused, "WORTH_LOADING", -1)
