"""A port's surroundings: it is stopped in time, wherever it is by then."""

import sys
import time

import numpy as np
import pytest

from matdrop.calling.sandbox import PortTimeoutError, time_limit


class SlowToGo:
    """An object that takes long to go; what is raised meanwhile is ignored by Python."""

    def __del__(self) -> None:
        time.sleep(0.2)


def test_a_port_is_stopped_again_where_python_ignores_it() -> None:
    with pytest.raises(PortTimeoutError, match=r"no answer within 0\.05 s"), time_limit(0.05):
        one = SlowToGo()
        del one
        time.sleep(10)


def test_a_port_that_is_stopped_leaves_no_floating_point_settings() -> None:
    before = np.geterr()
    for _ in range(40):  # without the guard about one in five left them
        with pytest.raises(PortTimeoutError), time_limit(0.005):
            while True:
                with np.errstate(all="ignore"):
                    pass
        assert np.geterr() == before


def test_other_ignored_errors_are_passed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    class Fails:
        def __del__(self) -> None:
            raise ValueError("as it goes")

    passed_on: list[object] = []
    monkeypatch.setattr(sys, "unraisablehook", lambda what: passed_on.append(what.exc_type))
    with time_limit(10):
        one = Fails()
        del one
    assert passed_on == [ValueError]
