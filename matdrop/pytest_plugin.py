"""The pytest plugin: the fixture `matlab`, parity tests from a case table, --matlab=auto|live|saved|both|record."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

# Every pytest run of an environment loads this module, so slow modules are imported where they are used.
if TYPE_CHECKING:
    from matdrop.cases.case import Case
    from matdrop.cases.reference import Reference, Source
    from matdrop.cases.table import CaseTable
    from matdrop.engines.find import EngineName
    from matdrop.engines.programs import Availability
    from matdrop.engines.session import Session
    from matdrop.explain.explanation import ExplainedResult
    from matdrop.fixtures.store import Fixtures
    from matdrop.verification.result import Result

PROPERTY = "matdrop"
BLOCK = 32  # originals that are run in one call of an engine
TABLE: pytest.StashKey[CaseTable] = pytest.StashKey()
FIXTURES: pytest.StashKey[dict[Path, Fixtures]] = pytest.StashKey()
TO_RECORD: pytest.StashKey[dict[Fixtures, dict[str, tuple[Case, Reference]]]] = pytest.StashKey()
SESSIONS: pytest.StashKey[dict[EngineName, Session]] = pytest.StashKey()
PARTIAL: pytest.StashKey[bool] = pytest.StashKey()
RUNNING: pytest.StashKey[pytest.Item] = pytest.StashKey()
DOCUMENTS: pytest.StashKey[list[dict[str, Any]]] = pytest.StashKey()
REFERENCES: pytest.StashKey[dict[str, Reference]] = pytest.StashKey()


@dataclass(frozen=True)
class ParityTest:
    """One case and one reference: the argument ``parity`` of a test function.

    Attributes
    ----------
    case : Case
        The case to verify.
    source : {"live", "saved"}
        Which reference is used.
    request : pytest.FixtureRequest
        The test's.
    """

    case: Case
    source: Source
    request: pytest.FixtureRequest

    def result(self) -> Result:
        """Verify the case.

        Returns
        -------
        Result
            With verdict and figures.

        Raises
        ------
        MatdropError
            If the port is not found or the engine does not start.
        """
        from matdrop.verification.judge import judge, judge_saved

        config = self.request.config
        folder = config.stash[TABLE].path.parent
        if self.source == "saved":
            return judge_saved(self.case, _fixtures(config, config.stash[TABLE].fixtures), folder)
        return judge(self.case, _live_reference(self.request, self.case), folder, _live_session(config))

    def check(self) -> None:
        """Verify the case, and fail the test unless the verdict is the expected one.

        Raises
        ------
        MatdropError
            If the port is not found or the engine does not start.
        """
        __tracebackhide__ = True
        _check(self.request.config, self.result())


class Matlab:
    """The argument ``matlab`` of a test function: verifies ports against originals, live or by fixtures.

    Parameters
    ----------
    request : pytest.FixtureRequest
        The request of the test's module. Originals are relative to its folder, and fixtures are kept in the folder
        ``matlab_fixtures`` there.
    """

    def __init__(self, request: pytest.FixtureRequest) -> None:
        self._request = request

    def check(
        self,
        port: Callable[..., Any],
        original: str | Path,
        *args: Any,
        seed: Any = None,
        nargout: int | None = None,
        outputs: Sequence[str] | None = None,
        tolerance: str | Mapping[str, Any] | None = None,
        strict: bool = False,
        conventions: Mapping[str, Any] | None = None,
        adapter: str | Callable[..., Any] = "",
        timeout: float = 60.0,
        path: Sequence[str | Path] = (),
        constructor: Sequence[Any] = (),
    ) -> None:
        """Fail the test unless the port computes what its original computes.

        Parameters
        ----------
        port : callable
            The port.
        original : str or Path
            The ``.m`` file, relative to the folder of the test's file.
        *args : object
            The arguments: a str is a MATLAB expression, anything else a value.
        seed : number, optional
            Seeds every generator of the original; the port gets the same random numbers.
        nargout : int, optional
            How many outputs to ask for; by default all that the original declares.
        outputs : sequence of str, optional
            Their names; for a script, the variables to compare.
        tolerance : str or mapping, optional
            ``"exact"``, ``"ulp:4"`` or a mapping with ``rtol`` and ``atol``.
        strict : bool
            Whether NumPy's forms (1-D for a vector, integers for whole doubles) are mismatches too.
        conventions : mapping of str to object, optional
            In what the port's calling differs from MATLAB's, by the keys that a table has: ``{"zero_based": ["idx"]}``.
        adapter : str or callable
            A function of the port and MATLAB's inputs that calls the port and returns MATLAB's outputs, or
            ``path/file.py:function``, relative to the folder of the test's file; none by default.
        timeout : float
            Seconds that each side may take.
        path : sequence of str or Path
            More folders in which functions that the original calls are found, relative to the folder of the test's
            file.
        constructor : sequence of object
            The arguments of the constructor, where the original or the port is a method of a class.

        Examples
        --------
        A test of a file beside ``sigmoid.m``::

            def test_sigmoid(matlab):
                matlab.check(sigmoid, "sigmoid.m", np.array([[0.0, 2.0]]))
        """
        __tracebackhide__ = True
        from matdrop.cases.call_arguments import check_arguments
        from matdrop.cases.case import case_of_call
        from matdrop.errors import MatdropError

        folder = self._request.path.parent
        try:
            check_arguments(original=original, path=path, constructor=constructor, timeout=timeout)
            case = case_of_call(
                folder / original, port, args, seed=seed, nargout=nargout, outputs=outputs, tolerance=tolerance,
                strict=strict, conventions=conventions, adapter=adapter, path=[folder / place for place in path],
                constructor=constructor,
            )  # fmt: skip
            for source in self._sources():
                self._check(case, source, timeout)
        except MatdropError as error:
            pytest.fail(str(error), pytrace=False)

    def _sources(self) -> Sequence[Source]:
        config = self._request.config
        mode = config.getoption("--matlab")
        if mode == "both":
            return ("live", "saved")
        return ("saved",) if mode == "saved" or (mode == "auto" and not _found(config).path) else ("live",)

    def _check(self, case: Case, source: Source, timeout: float) -> None:
        __tracebackhide__ = True
        from matdrop.verification.judge import judge, judge_saved

        folder = self._request.path.parent
        fixtures = _fixtures(self._request.config, folder / "matlab_fixtures", "pytest --matlab=record")
        if source == "saved":
            result = judge_saved(case, fixtures, folder, timeout)
        else:
            session = _live_session(self._request.config)
            (reference,) = session.run([case], timeout=timeout)
            result = judge(case, reference, folder, session, timeout)
            if self._request.config.getoption("--matlab") == "record" and reference.error is None:
                self._request.config.stash[TO_RECORD].setdefault(fixtures, {})[case.id] = (case, reference)
        _check(self._request.config, result)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add --matlab, --matlab-engine, --matdrop-report and the setting matdrop_cases.

    Parameters
    ----------
    parser : pytest.Parser
        Of the command line.
    """
    parser.getgroup("matdrop").addoption(
        "--matlab",
        choices=["auto", "live", "saved", "both", "record"],
        default="auto",
        help="references of parity tests: run the originals in Octave (live), read fixtures (saved), both, whatever is "
        "available (auto, the default), or run the originals and save their results as fixtures of `matlab` (record)",
    )
    parser.getgroup("matdrop").addoption(
        "--matlab-engine",
        default="octave",
        help="the engine that runs the originals live: octave (the default), octave-11 or a version, matlab (also as "
        "[engines] in the case table name them), or the path of a program",
    )
    parser.getgroup("matdrop").addoption(
        "--matdrop-report",
        type=Path,
        metavar="FILE",
        help="write the results of all parity tests as a page (FILE.html) or as JSON (FILE.json)",
    )
    parser.addini("matdrop_cases", "the case table (TOML) of parity tests, relative to the root folder", default="")


def pytest_configure(config: pytest.Config) -> None:
    """Check that the engine is found if live references are asked for, and that a report can be written.

    Parameters
    ----------
    config : pytest.Config
        Of the run.

    Raises
    ------
    pytest.UsageError
        If it is not, or the report's name or folder will not do.
    """
    mode = config.getoption("--matlab")
    config.stash[TO_RECORD] = {}
    config.stash[SESSIONS] = {}
    config.stash[DOCUMENTS] = []
    report = config.getoption("--matdrop-report")
    if report is not None and (report.suffix not in (".html", ".json") or not report.absolute().parent.is_dir()):
        raise pytest.UsageError(f"--matdrop-report={report}: name a file .html or .json in a folder that exists")
    if mode in ("live", "both", "record"):
        found = _found(config)
        if found.path is None:
            raise pytest.UsageError(f"--matlab={mode}, but {found.reason}; {found.remedy}")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Remember which test runs: fixtures of a wider scope add their verdicts to it.

    Parameters
    ----------
    item : pytest.Item
        The test.
    """
    item.config.stash[RUNNING] = item


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Make a test of each case and reference from a test function with the argument ``parity``.

    Parameters
    ----------
    metafunc : pytest.Metafunc
        The test function.

    Raises
    ------
    pytest.UsageError
        If no case table is named, or it cannot be read.
    """
    if "parity" not in metafunc.fixturenames:
        return
    table = _table(metafunc.config)
    mode = metafunc.config.getoption("--matlab")
    sources: Sequence[Source] = ("saved",) if mode == "saved" else ("live",)
    if mode in ("auto", "both"):
        sources = ("live", "saved")
    wanted = [(case, source) for source in sources for case in table.cases]
    metafunc.parametrize("parity", wanted, indirect=True, ids=[f"{case.id}-{source}" for case, source in wanted])


@pytest.fixture
def parity(request: pytest.FixtureRequest) -> ParityTest:
    """Return one case of the case table with one of its references.

    Parameters
    ----------
    request : pytest.FixtureRequest
        The test's.

    Returns
    -------
    ParityTest
        Not verified yet.
    """
    case, source = request.param
    if source == "live":
        _live_session(request.config)
    return ParityTest(case, source, request)


# Its scope is wider than a test, because Hypothesis runs a test many times and refuses fixtures of one run.
@pytest.fixture(scope="module")
def matlab(request: pytest.FixtureRequest) -> Matlab:
    """Verify ports against originals in a test: ``matlab.check(port, "original.m", x)``.

    Parameters
    ----------
    request : pytest.FixtureRequest
        Of the test's module.

    Returns
    -------
    Matlab
        For the tests of a module.
    """
    return Matlab(request)


@pytest.fixture(scope="session")
def octave(request: pytest.FixtureRequest) -> Session:
    """Return the run's live GNU Octave; if it is not found the test is skipped, and the last lines report that.

    Parameters
    ----------
    request : pytest.FixtureRequest
        The test's.

    Returns
    -------
    Session
        One for all tests.
    """
    return _live_session(request.config, "octave")


def pytest_deselected(items: Sequence[pytest.Item]) -> None:
    """Remember that not every test runs.

    Parameters
    ----------
    items : sequence of pytest.Item
        The tests that do not run.
    """
    for item in items:
        item.config.stash[PARTIAL] = True


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Write the fixtures that --matlab=record has collected; each worker of pytest-xdist writes its own.

    If every test has run and passed, fixtures that no test has asked for are removed.

    Parameters
    ----------
    session : pytest.Session
        The run.
    exitstatus : int
        0 if every test has passed.

    Raises
    ------
    MatdropError
        If a reference changes on its way through a .mat file.
    """
    config = session.config
    named = config.args_source is pytest.Config.ArgsSource.ARGS
    whole = not (named or exitstatus or hasattr(config, "workerinput") or config.stash.get(PARTIAL, False))
    for fixtures, gathered in config.stash[TO_RECORD].items():
        in_order = sorted(gathered.values(), key=lambda recording: recording[0].id)
        fixtures.record(in_order, [case for case, _ in in_order] if whole else None)
    if config.getoption("--matdrop-report") is not None:
        _report(config)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take over what a worker of pytest-xdist has verified.

    Parameters
    ----------
    node : WorkerController
        The worker, which has ended.
    """
    node.config.stash[DOCUMENTS].extend(getattr(node, "workeroutput", {}).get(PROPERTY, []))


def _report(config: pytest.Config) -> None:
    """Write the report that --matdrop-report asks for; a worker of pytest-xdist hands its part over."""
    documents, file = config.stash[DOCUMENTS], config.getoption("--matdrop-report")
    if hasattr(config, "workerinput"):
        config.workeroutput[PROPERTY] = documents  # type: ignore[attr-defined]
        return
    from matdrop.reports.data import joined, run_json
    from matdrop.reports.page import page

    command = shlex.join(["pytest", *map(str, config.invocation_params.args)])
    document = joined(documents) | {"run": run_json(config.rootpath.name, command)}
    text = page(document) if file.suffix == ".html" else json.dumps(document, indent=1, allow_nan=False) + "\n"
    file.write_text(text, encoding="utf-8")


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print what was verified, and what was not.

    Parameters
    ----------
    terminalreporter : pytest.TerminalReporter
        With the reports of all tests.
    """
    notes = [
        dict(value)
        for reports in terminalreporter.stats.values()
        for report in reports
        if getattr(report, "when", None) in ("call", "setup")
        for name, value in getattr(report, "user_properties", [])
        if name == PROPERTY
    ]
    for reason in dict.fromkeys(entry["not_live"] for entry in notes if "not_live" in entry):
        count = sum(entry.get("not_live") == reason for entry in notes)
        terminalreporter.write_line(f"matdrop: {count} LIVE TESTS NOT RUN: {reason}", yellow=True, bold=True)
    verdicts = [entry for entry in notes if "verdict" in entry]
    if verdicts:
        from matdrop.reports import tally

        failed = any(not entry["as_expected"] for entry in verdicts)
        line = tally([(e["case"], e["source"], e["verdict"], e["as_expected"], e["engine"]) for e in verdicts])
        terminalreporter.write_line(f"matdrop: {line}", red=failed, green=not failed, bold=True)


def _live_session(config: pytest.Config, engine: EngineName | None = None) -> Session:
    """Return the run's live engine; if it is not found the test is skipped, and the last lines report that."""
    from matdrop.engines.find import find_engine, session_of

    name = engine or _engine_name(config)
    found = find_engine(name)
    reason = found.reason and f"{found.reason}; {found.remedy}"
    if config.getoption("--matlab") == "saved":
        reason = "--matlab=saved"
    if reason:
        _note(config, not_live=reason)
        pytest.skip(f"live test not run: {reason}")
    sessions = config.stash[SESSIONS]
    if name not in sessions:
        sessions[name] = session_of(name)
        config.add_cleanup(sessions[name].close)
    return sessions[name]


def _found(config: pytest.Config) -> Availability:
    from matdrop.engines.find import find_engine

    return find_engine(_engine_name(config))


def _engine_name(config: pytest.Config) -> EngineName:
    """Return the engine that is asked for, or its program where the case table names one under ``[engines]``."""
    name: EngineName = config.getoption("--matlab-engine")
    return _table(config).engine(name) if config.getini("matdrop_cases") else name


def _check(config: pytest.Config, result: Result) -> None:
    """Add the verdict to the closing line, and fail the test unless it is the expected one."""
    __tracebackhide__ = True
    from matdrop.verification.undeclared import with_declarations

    engine = str(_live_session(config).engine) if result.source == "live" else None
    if not result.as_expected:
        session = _live_session(config) if result.source == "live" else None
        (result,) = with_declarations([result], _folder(config), session)
    _note(
        config,
        case=result.case.id,
        source=result.source,
        verdict=result.verdict,
        as_expected=result.as_expected,
        engine=engine,
    )
    explained = None if result.as_expected else _explained(config, result)
    if config.getoption("--matdrop-report") is not None:
        _remember(config, result if explained is None else explained)
    if explained is not None:
        pytest.fail(_failure(explained, _folder(config)), pytrace=False)


def _remember(config: pytest.Config, result: Result) -> None:
    """Keep a result for the report."""
    from matdrop.explain.explanation import ExplainedReport, ExplainedResult
    from matdrop.reports import to_json

    engine = result.reference.engine if result.source == "live" and result.reference else None
    report = ExplainedReport((result,), engine)
    if isinstance(result, ExplainedResult):
        traces = {result.case.pair.name: result.trace} if result.trace else {}
        report = ExplainedReport((result,), engine, findings=result.findings, traces=traces)
    config.stash[DOCUMENTS].append(to_json(report, _folder(config)))


def _failure(explained: ExplainedResult, folder: Path) -> str:
    """Return the report of a test that fails: what is wrong, and why it was not traced, if it was not."""
    from matdrop.explain.explanation import ExplainedReport
    from matdrop.reports.problem_lines import problem_lines
    from matdrop.reports.problems import problems

    found = problems(ExplainedReport((explained,), findings=explained.findings), folder)
    lines = [line.plain.rstrip() for problem in found for line in problem_lines(problem, Path.cwd())]
    if isinstance(explained.trace, str) and explained.trace:
        lines.append(f"not traced: {explained.trace}")
    return "\n".join(lines)


def _explained(config: pytest.Config, result: Result) -> ExplainedResult:
    """Explain a mismatch, with the live session if there is one; not traced for each of the many runs of Hypothesis."""
    from matdrop.explain.explanation import explain_result

    session = _live_session(config) if result.source == "live" else None
    many = getattr(getattr(config.stash[RUNNING], "obj", None), "is_hypothesis_test", False)
    fixtures = config.stash[TABLE].fixtures if TABLE in config.stash else None
    return explain_result(result, _folder(config), session, traced=not many, fixtures=fixtures)


def _folder(config: pytest.Config) -> Path:
    """Return the folder that ports are relative to: the case table's, or that of the test's file."""
    return config.stash[TABLE].path.parent if TABLE in config.stash else config.stash[RUNNING].path.parent


def _fixtures(config: pytest.Config, folder: Path, recorder: str = "matdrop fixtures record") -> Fixtures:
    from matdrop.fixtures.store import Fixtures

    known = config.stash.setdefault(FIXTURES, {})
    if folder not in known:
        known[folder] = Fixtures(folder, recorder)
    return known[folder]


def _note(config: pytest.Config, **values: Any) -> None:
    # User properties are part of the test's report, also from the workers of pytest-xdist.
    config.stash[RUNNING].user_properties.append((PROPERTY, values))


def _table(config: pytest.Config) -> CaseTable:
    if TABLE not in config.stash:
        from matdrop.cases.table import load_table
        from matdrop.errors import MatdropError

        setting = config.getini("matdrop_cases")
        if not setting:
            raise pytest.UsageError("a test uses `parity`; name its case table in the setting matdrop_cases")
        try:
            config.stash[TABLE] = load_table(Path(config.rootpath / setting))
        except MatdropError as error:
            raise pytest.UsageError(str(error)) from None
    return config.stash[TABLE]


def _live_reference(request: pytest.FixtureRequest, case: Case) -> Reference:
    """Return the live reference of a case; originals run in blocks, of neighbours that were selected too.

    A worker of pytest-xdist runs part of the tests only, so it runs no block of which it has no test.
    """
    known = request.config.stash.setdefault(REFERENCES, {})
    if case.id not in known:
        cases = list({other.id: other for other in _live_cases(request.session.items)}.values())
        start = [other.id for other in cases].index(case.id) // BLOCK * BLOCK
        block = cases[start : start + BLOCK]
        known |= zip((other.id for other in block), _live_session(request.config).run(block), strict=True)
    return known[case.id]


def _live_cases(items: Sequence[pytest.Item]) -> Iterator[Case]:
    for item in items:
        callspec = getattr(item, "callspec", None)
        if callspec is not None and "parity" in callspec.params:
            case, source = callspec.params["parity"]
            if source == "live":
                yield case
