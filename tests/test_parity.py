"""Every case of the case table: the port against its original, live and saved."""

from matdrop.pytest_plugin import ParityTest


def test_port_computes_what_its_original_computes(parity: ParityTest) -> None:
    parity.check()
