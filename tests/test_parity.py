"""Every case of the case table: the port against its original, live and saved."""

import pytest

from matdrop.cases.table import OWN_TABLE, load_table
from matdrop.pytest_plugin import REFERENCES, ParityTest


@pytest.fixture(autouse=True)
def shared(parity: ParityTest, request: pytest.FixtureRequest) -> None:
    """Where every original is to run in Octave, take what this run of the tests has had Octave compute of them."""
    config = request.config
    if parity.source == "saved" or REFERENCES in config.stash or config.getoption("--matlab-engine") != "octave":
        return
    live = [item for item in request.session.items if item.path == request.path and item.name.endswith("-live]")]
    if len(live) == len(load_table(OWN_TABLE).cases):
        config.stash[REFERENCES] = dict(request.getfixturevalue("own_references"))


def test_port_computes_what_its_original_computes(parity: ParityTest) -> None:
    parity.check()
