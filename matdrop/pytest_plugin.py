"""The pytest plugin: parity tests from a case table, and --matlab=auto|live|saved|both."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

# Every pytest run of an environment loads this module, so what is heavy is imported where it is used.
if TYPE_CHECKING:
    from matdrop.parity.case import Case, CaseTable
    from matdrop.parity.octave import Octave
    from matdrop.parity.reference import Reference, Source
    from matdrop.parity.saved import Fixtures
    from matdrop.parity.verify import Result

PROPERTY = "matdrop"
TABLE: pytest.StashKey[CaseTable] = pytest.StashKey()
FIXTURES: pytest.StashKey[Fixtures] = pytest.StashKey()
OCTAVE: pytest.StashKey[Octave] = pytest.StashKey()
REFERENCES: pytest.StashKey[dict[str, Reference]] = pytest.StashKey()


@dataclass(frozen=True)
class ParityTest:
    """One case against one reference: what a test function gets as its argument ``parity``."""

    case: Case
    source: Source
    request: pytest.FixtureRequest

    def result(self) -> Result:
        """Verify the case.

        Returns
        -------
        Result
            With verdict, figures and causes.
        """
        from matdrop.parity import saved
        from matdrop.parity.verify import judge, judge_saved

        config = self.request.config
        folder = config.stash[TABLE].path.parent
        if self.source == "saved":
            if FIXTURES not in config.stash:
                config.stash[FIXTURES] = saved.Fixtures(config.stash[TABLE].fixtures)
            return judge_saved(self.case, config.stash[FIXTURES], folder)
        return judge(self.case, _live_references(self.request)[self.case.id], folder)

    def check(self) -> None:
        """Fail the test unless the verdict is the expected one."""
        __tracebackhide__ = True
        from matdrop.parity.report import difference_lines

        result = self.result()
        engine = self.request.config.stash[OCTAVE].engine if self.source == "live" else None
        _tell(
            self.request.node,
            case=self.case.id,
            source=self.source,
            verdict=result.verdict,
            as_expected=result.as_expected,
            engine=engine and str(engine),
        )
        if not result.as_expected:
            pytest.fail("\n".join(difference_lines(result)), pytrace=False)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add --matlab and the setting matdrop_cases."""
    parser.getgroup("matdrop").addoption(
        "--matlab",
        choices=["auto", "live", "saved", "both"],
        default="auto",
        help="references of parity tests: run the originals in Octave (live), read fixtures (saved), both, "
        "or both where there is an Octave and saved elsewhere (auto, the default)",
    )
    parser.addini("matdrop_cases", "the case table (TOML) of parity tests, relative to the root folder", default="")


def pytest_configure(config: pytest.Config) -> None:
    """Refuse a request for live references where there is no Octave."""
    mode = config.getoption("--matlab")
    if mode in ("live", "both"):
        from matdrop.parity.octave import find_octave

        octave = find_octave()
        if octave.path is None:
            raise pytest.UsageError(f"--matlab={mode}, but {octave.reason}; {octave.remedy}")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Make a test of each case and reference out of a test function with an argument ``parity``."""
    if "parity" not in metafunc.fixturenames:
        return
    table = _table(metafunc.config)
    mode = metafunc.config.getoption("--matlab")
    sources: Sequence[Source] = ("live", "saved") if mode in ("auto", "both") else (mode,)
    wanted = [(case, source) for source in sources for case in table.cases]
    metafunc.parametrize("parity", wanted, indirect=True, ids=[f"{case.id}-{source}" for case, source in wanted])


@pytest.fixture
def parity(request: pytest.FixtureRequest) -> ParityTest:
    """Give one case of the case table with one of its references."""
    case, source = request.param
    if source == "live":
        request.getfixturevalue("octave")
    return ParityTest(case, source, request)


@pytest.fixture
def octave(request: pytest.FixtureRequest) -> Octave:
    """Give the session's live GNU Octave; without one the test is skipped, and said so at the end."""
    from matdrop.parity.octave import Octave, find_octave

    config = request.config
    found = find_octave()
    reason = found.reason and f"{found.reason}; {found.remedy}"
    if config.getoption("--matlab") == "saved":
        reason = "--matlab=saved"
    if reason:
        _tell(request.node, not_live=reason)
        pytest.skip(f"live test not run: {reason}")
    if OCTAVE not in config.stash:
        config.stash[OCTAVE] = Octave()
        config.add_cleanup(config.stash[OCTAVE].close)
    return config.stash[OCTAVE]


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Close with what was verified, and with what was not."""
    told = [
        dict(value)
        for reports in terminalreporter.stats.values()
        for report in reports
        if getattr(report, "when", None) in ("call", "setup")
        for name, value in getattr(report, "user_properties", [])
        if name == PROPERTY
    ]
    for reason in dict.fromkeys(entry["not_live"] for entry in told if "not_live" in entry):
        count = sum(entry.get("not_live") == reason for entry in told)
        terminalreporter.write_line(f"matdrop: {count} LIVE TESTS NOT RUN: {reason}", yellow=True, bold=True)
    verdicts = [entry for entry in told if "verdict" in entry]
    if verdicts:
        from matdrop.parity.report import tally

        failed = any(not entry["as_expected"] for entry in verdicts)
        line = tally([(e["case"], e["source"], e["verdict"], e["as_expected"], e["engine"]) for e in verdicts])
        terminalreporter.write_line(f"matdrop: {line}", red=failed, green=not failed, bold=True)


def _tell(item: pytest.Item, **what: Any) -> None:
    # User properties travel with the test's report, also from the workers of pytest-xdist.
    item.user_properties.append((PROPERTY, what))


def _table(config: pytest.Config) -> CaseTable:
    if TABLE not in config.stash:
        from matdrop.errors import MatdropError
        from matdrop.parity.case import load_table

        setting = config.getini("matdrop_cases")
        if not setting:
            raise pytest.UsageError("a test asks for `parity`; name its case table by the setting matdrop_cases")
        try:
            config.stash[TABLE] = load_table(Path(config.rootpath / setting))
        except MatdropError as error:
            raise pytest.UsageError(str(error)) from None
    return config.stash[TABLE]


def _live_references(request: pytest.FixtureRequest) -> dict[str, Reference]:
    """Run, in one go, the originals of all live parity tests that were selected."""
    config = request.config
    if REFERENCES not in config.stash:
        cases = {case.id: case for case in _live_cases(request.session.items)}
        references = config.stash[OCTAVE].run(list(cases.values()))
        config.stash[REFERENCES] = dict(zip(cases, references, strict=True))
    return config.stash[REFERENCES]


def _live_cases(items: Sequence[pytest.Item]) -> Iterator[Case]:
    for item in items:
        callspec = getattr(item, "callspec", None)
        if callspec is not None and "parity" in callspec.params:
            case, source = callspec.params["parity"]
            if source == "live":
                yield case
