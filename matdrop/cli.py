"""The command line: verify, trace, init, fixtures, demo, stream, doctor."""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import platform
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.progress import Progress
from rich.table import Table

import matdrop.parity.case
from matdrop.errors import MatdropError
from matdrop.parity.case import Case, CaseTable, arguments_from, find_table, load_table, pair_of

if TYPE_CHECKING:
    from matdrop.parity.reference import Reference
    from matdrop.parity.saved import Fixtures
    from matdrop.parity.verify import Report

AS_EXPECTED, DIFFERS, NOT_CARRIED_OUT = 0, 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command.

    Parameters
    ----------
    arguments : sequence of str, optional
        The words after ``matdrop``; those of the process by default.

    Returns
    -------
    int
        0 if all is as expected, 1 if something differs, 2 if the request could not be carried out.

    Examples
    --------
    >>> main(["verify", "inverted_dropout/article", "--reference", "saved"])  # doctest: +ELLIPSIS
    inverted_dropout...
    1 case: 1 saved; 0 stale
    0
    """
    options = _parser().parse_args(arguments)
    errors = Console(stderr=True, soft_wrap=True)
    try:
        return int(options.command(options, Console(soft_wrap=False)))
    except MatdropError as error:
        errors.print(f"[bold red]matdrop:[/] {escape(str(error))}", highlight=False)
    except KeyboardInterrupt:
        errors.print("[bold red]matdrop:[/] interrupted; nothing was written", highlight=False)
    return NOT_CARRIED_OUT


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("matdrop", description=matdrop.__doc__)
    parser.add_argument("--version", action="version", version=f"matdrop {matdrop.__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    verify = commands.add_parser("verify", help="compare ports with their originals", description=_verify.__doc__)
    verify.add_argument(
        "names",
        nargs="*",
        metavar="NAME",
        help="pairs, or cases as pair/case, of the project's table, all by default; or ORIGINAL.m PORT.py[:function]",
    )
    pair = verify.add_argument_group("for ORIGINAL.m PORT.py[:function]")
    pair.add_argument(
        "--args", action="append", metavar="EXPRESSIONS", help="a case: the arguments as MATLAB expressions; repeatable"
    )
    _add_pair_options(pair)
    verify.add_argument(
        "--reference",
        choices=["auto", "live", "saved", "both"],
        default="auto",
        help="run the originals (live), read fixtures (saved), both, or what there is (auto, the default)",
    )
    _add_engine(verify)
    verify.add_argument("--printed", action="store_true", help="show what both sides of each case print")
    verify.add_argument("--json", action="store_true", help="print the report as JSON")
    verify.add_argument("--trace", action="store_true", help="show for each mismatch the line that first differs")
    verify.add_argument("--each", action="store_true", help="give every generated case a row of its own")
    verify.add_argument("--timeout", type=float, default=60.0, metavar="S", help="seconds a case may take (60)")
    verify.set_defaults(command=_verify)

    trace = commands.add_parser("trace", help="find the line that first differs", description=_trace.__doc__)
    trace.add_argument("names", nargs="+", metavar="NAME", help="a case as pair/case, or ORIGINAL.m PORT.py[:function]")
    trace.add_argument("--args", metavar="EXPRESSIONS", help="the arguments as MATLAB expressions")
    _add_pair_options(trace)
    trace.add_argument(
        "--map", action="append", default=[], metavar="MATLAB=PYTHON", help="names that belong together; repeatable"
    )
    trace.add_argument(
        "--into", action="append", default=[], type=Path, metavar="HELPER.m", help="trace its lines too; repeatable"
    )
    trace.add_argument("--json", action="store_true", help="print the trace as JSON")
    trace.add_argument("--html", type=Path, metavar="FILE", help="write the trace as a page of its own")
    trace.add_argument("--timeout", type=float, default=60.0, metavar="S", help="seconds each side may take (60)")
    trace.set_defaults(command=_trace)

    init = commands.add_parser("init", help="write a first parity.toml", description=_init.__doc__)
    init.add_argument("paths", nargs="+", type=Path, metavar="FILE", help="originals and ports, or folders of them")
    init.add_argument("--force", action="store_true", help="replace a parity.toml that is there")
    init.set_defaults(command=_init)

    fixtures = commands.add_parser("fixtures", help="record or check the saved references")
    actions = fixtures.add_subparsers(required=True, metavar="ACTION")
    record = actions.add_parser("record", help="run the originals and save what they give", description=_record.__doc__)
    which = record.add_mutually_exclusive_group()
    which.add_argument("--missing", action="store_const", dest="which", const="missing", help="only what is missing")
    which.add_argument("--changed", action="store_const", dest="which", const="changed", help="only what is stale")
    which.add_argument("--all", action="store_const", dest="which", const="all", help="everything")
    record.add_argument("--dry-run", action="store_true", help="show what would change and write nothing")
    _add_engine(record)
    record.set_defaults(command=_record, which="default")
    request = actions.add_parser(
        "request", help="make a folder to record in where there is no Python", description=_request.__doc__
    )
    request.add_argument("folder", type=Path, metavar="FOLDER", help="will hold all that MATLAB or Octave needs")
    request.set_defaults(command=_request)
    take = actions.add_parser("import", help="take in what record_fixtures.m recorded", description=_import.__doc__)
    take.add_argument("file", type=Path, metavar="recorded.mat", help="as record_fixtures.m has written it")
    take.add_argument("--dry-run", action="store_true", help="show what would change and write nothing")
    take.set_defaults(command=_import)
    check = actions.add_parser("check", help="find stale, missing, unused and tampered fixtures")
    check.set_defaults(command=_check)

    demo = commands.add_parser("demo", help="the article's walk-through", description=_demo.__doc__)
    demo.add_argument("--seed", type=int, default=42, help="of Octave's generators (42)")
    demo.add_argument("--keep-prob", type=float, default=0.85, metavar="P", help="probability to keep a unit (0.85)")
    demo.set_defaults(command=_demo)

    stream = commands.add_parser("stream", help="print random numbers as Octave or MATLAB draws them")
    stream.add_argument("expressions", metavar="DRAWS", help='such as "rand(2,3); randn(1,4)"')
    stream.add_argument("--seed", type=int, required=True, help="as rng(SEED) takes it")
    engine = stream.add_mutually_exclusive_group()
    engine.add_argument("--octave", action="store_const", dest="engine", const="octave", help="Octave's (the default)")
    engine.add_argument("--matlab", action="store_const", dest="engine", const="matlab", help="MATLAB's mt19937ar")
    stream.set_defaults(command=_stream, engine="octave")

    pitfalls = commands.add_parser(
        "pitfalls", help="what goes wrong from MATLAB to NumPy, executed", description=_pitfalls.__doc__
    )
    pitfalls.add_argument(
        "words", nargs="*", metavar="TOPIC|SEARCH", help="a topic, an id, or words; or: check FILE..."
    )
    pitfalls.add_argument("--check", action="store_true", help="run every row and say which does not hold")
    pitfalls.add_argument("--markdown", action="store_true", help="print the table as the page docs/pitfalls.md")
    pitfalls.add_argument(
        "--numpy-table", action="store_true", help="NumPy's own table, run: print docs/numpy-table.md, or --check it"
    )
    _add_engine(pitfalls)
    pitfalls.set_defaults(command=_pitfalls)

    doctor = commands.add_parser("doctor", help="tell what is installed and what is missing")
    doctor.set_defaults(command=_doctor)
    return parser


def _add_pair_options(parser: argparse._ActionsContainer) -> None:
    """Add what `verify` and `trace` both ask about a pair that the command line names."""
    parser.add_argument("--inputs", type=Path, metavar="FILE.mat", help="a case: variables named like the parameters")
    parser.add_argument("--seed", type=int, help="seeds every generator; the port gets the same random numbers")
    parser.add_argument("--nargout", type=int, metavar="N", help="how many outputs to ask for; all by default")
    parser.add_argument("--outputs", metavar="A,B", help="names of the outputs, or of a script's variables")
    parser.add_argument("--arguments", metavar="A,B", help="the port's parameters, in the order of the original's")
    parser.add_argument("--zero-based", metavar="A,B", help="inputs and outputs that count from 0 in the port")
    parser.add_argument("--tolerance", metavar="T", help="exact, ulp:N, or a relative tolerance such as 1e-9")
    parser.add_argument("--strict", action="store_true", help="no NumPy ways: 1-D is no vector, int is no double")


def _add_engine(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--engine",
        choices=["octave", "matlab"],
        default="octave",
        help="what runs the MATLAB side: GNU Octave (the default), or MATLAB by `matlab -batch`",
    )


def _verify(options: argparse.Namespace, console: Console) -> int:
    """Compare ports with their originals, case by case: verdict, largest ulp and relative difference."""
    from matdrop.parity.report import show, to_json
    from matdrop.parity.verify import verify
    from matdrop.pitfalls.explain import explained

    reference = options.reference
    if options.names and options.names[0].endswith(".m"):
        table, names = _table_of_pair(options), []
        if reference not in ("auto", "live"):
            raise MatdropError("a pair given on the command line has no fixtures; write a parity.toml (`matdrop init`)")
        reference = "live"
    else:
        table, names = load_table(find_table(Path.cwd())), options.names
    cases = table.select(names)
    with _progress("running the originals", len(cases)) as progress:
        report = verify(table, cases, reference, progress, options.timeout, options.engine)
    report = replace(report, results=tuple(map(explained, report.results)))
    if options.json:
        print(json.dumps(to_json(report), indent=1, allow_nan=False))
    else:
        show(report, console, options.each, options.printed)
        if options.trace:
            _show_traces(report, table.path.parent, console, options.timeout)
    return AS_EXPECTED if report.as_expected else DIFFERS


def _show_traces(report: Report, folder: Path, console: Console, timeout: float) -> None:
    """Trace what was not expected to differ, live."""
    from matdrop.parity.octave import Octave
    from matdrop.parity.trace import trace_case
    from matdrop.parity.trace.terminal import show

    wrong = {
        r.case.id: r.case for r in report.results if not r.as_expected and r.verdict in ("MISMATCH", "PORT FAILED")
    }
    with Octave(timeout) as octave:
        for case in wrong.values():
            show(trace_case(case, folder, octave, timeout=timeout), console)


def _trace(options: argparse.Namespace, console: Console) -> int:
    """Run original and port side by side and find the line whose values first differ."""
    from matdrop.parity.octave import Octave
    from matdrop.parity.trace import trace_case
    from matdrop.parity.trace.terminal import show

    if options.names[0].endswith(".m"):
        options.args = [options.args] if options.args else None
        table, names = _table_of_pair(options), []
    else:
        table, names = load_table(find_table(Path.cwd())), options.names
    cases = table.select(names)
    if len(cases) != 1:
        raise MatdropError(f"{len(cases)} cases were named; trace one: {', '.join(case.id for case in cases[:5])}, ...")
    pairs = [text.partition("=") for text in options.map]
    if wrong := next((text for text, (_, equals, _) in zip(options.map, pairs, strict=True) if not equals), None):
        raise MatdropError(f"--map {wrong}: write --map MATLAB=PYTHON, such as --map lambda=lam")
    with Octave(options.timeout) as octave:
        trace = trace_case(
            cases[0],
            table.path.parent,
            octave,
            names={original: port for original, _, port in pairs},
            into=options.into,
            timeout=options.timeout,
        )
    if options.html:
        from matdrop.parity.trace.page import page

        options.html.write_text(page(trace), encoding="utf-8")
    if options.json:
        print(json.dumps(trace.to_json(), indent=1, allow_nan=False))
    else:
        show(trace, console)
    return AS_EXPECTED if trace.divergence is None else DIFFERS


def _table_of_pair(options: argparse.Namespace) -> CaseTable:
    """Make a table of the pair that the command line names."""
    from matdrop.parity.compare import Tolerance
    from matdrop.parity.original import split_arguments

    if len(options.names) != 2:
        raise MatdropError("an original needs one port: ORIGINAL.m PORT.py[:function] --args ...")
    outputs = options.outputs.split(",") if options.outputs else None
    original, port = Path(options.names[0]), options.names[1]
    pair = pair_of(
        original,
        port,
        outputs=outputs,
        nargout=options.nargout,
        strict=options.strict,
        arguments=tuple(options.arguments.split(",")) if options.arguments else (),
        zero_based=tuple(options.zero_based.split(",")) if options.zero_based else (),
    )
    arguments = [split_arguments(text) for text in options.args or []]
    if options.inputs is not None:
        arguments.append(arguments_from(options.inputs, pair))
    if not arguments and pair.declaration.parameters:
        wanted = ", ".join(pair.declaration.parameters)
        raise MatdropError(f'{original.name} takes {wanted}; give them with --args "..." or --inputs FILE.mat')
    tolerance = {}
    if options.tolerance:
        given = options.tolerance
        relative = not (given == "exact" or given.startswith("ulp:"))
        try:
            parsed = Tolerance.parse({"rtol": float(given), "atol": 0.0} if relative else given)
        except ValueError:
            raise MatdropError(f"--tolerance {given}: write exact, ulp:4, or a number such as 1e-9") from None
        tolerance = dict.fromkeys(pair.outputs, parsed)
    cases = [
        Case(pair, f"case_{number}", tuple(args), options.seed, tolerance)
        for number, args in enumerate(arguments or [[]], 1)
    ]
    return CaseTable(Path.cwd() / "parity.toml", Path.cwd() / "fixtures", tuple(cases))


def _init(options: argparse.Namespace, console: Console) -> int:
    """Write a parity.toml here: pairs matched by name, with inputs proposed from the parameters."""
    from matdrop.parity.first_table import propose, table_text

    table = Path.cwd() / "parity.toml"
    if table.exists() and not options.force:
        raise MatdropError(f"{table} is there already; --force replaces it")
    proposals, remarks = propose(options.paths)
    for remark in remarks:
        console.print(remark, style="yellow", markup=False, highlight=False, soft_wrap=True)
    if not proposals:
        raise MatdropError("no original has the name of a port; see --help, or write parity.toml by hand")
    table.write_text(table_text(proposals, table.parent), encoding="utf-8")
    for proposal in proposals:
        line = f"{proposal.original} - {proposal.port}:{proposal.function}".rstrip(":")
        console.print(line, markup=False, highlight=False, soft_wrap=True)
        for remark in proposal.remarks:
            console.print(f"  {remark}", style="yellow", markup=False, highlight=False, soft_wrap=True)
    console.print(
        f"{len(proposals)} pair{'s' if len(proposals) > 1 else ''} in {table}; next: matdrop verify",
        highlight=False,
        soft_wrap=True,
    )
    return AS_EXPECTED


def _recorded_table() -> CaseTable:
    """Load the project's table as it is recorded: with matdrop's own go the rows of the pitfalls."""
    from matdrop.pitfalls.recorded import with_pitfalls

    table = load_table(find_table(Path.cwd()))
    return with_pitfalls(table) if table.path == matdrop.parity.case.OWN_TABLE else table


def _record(options: argparse.Namespace, console: Console) -> int:
    """Run the originals and save what they give: by default what is missing or stale."""
    from matdrop.parity.engines import session_of
    from matdrop.parity.saved import Fixtures

    table = _recorded_table()
    fixtures = Fixtures(table.fixtures)
    cases = _cases_to_record(options.which, table, fixtures)
    references = []
    if cases:
        with session_of(options.engine) as session, _progress("running the originals", len(cases)) as progress:
            references = list(zip(cases, session.run(cases, progress), strict=True))
    return _save(fixtures, table, references, options.dry_run, console)


def _save(
    fixtures: Fixtures,
    table: CaseTable,
    references: Sequence[tuple[Case, Reference]],
    dry_run: bool,
    console: Console,
) -> int:
    """Show what recording references changes, then do it, unless one of them failed."""
    for case, reference in references:
        if reference.error and case.expected not in ("ORIGINAL FAILED", "BOTH FAILED"):
            raise MatdropError(f"nothing was written, because {case.id} failed: {reference.error}")
    plan = fixtures.plan(references, table.cases)
    changes = [recording for recording in plan if recording.change != "same"]
    for recording in changes:
        console.print(f"{recording.change:>8}  {recording.case_id}  {recording.detail}".rstrip(), highlight=False)
    if not dry_run and changes:
        fixtures.record(references, table.cases)
    verb = "would change" if dry_run else "changed"
    console.print(f"{len(plan)} fixtures looked at, {len(changes)} {verb}, in {table.fixtures}", soft_wrap=True)
    return AS_EXPECTED


def _request(options: argparse.Namespace, console: Console) -> int:
    """Make a folder to take to a machine that has MATLAB or Octave and no Python: record_fixtures records there."""
    from matdrop.parity.recorded import write_request

    table = _recorded_table()
    write_request(table, options.folder)
    console.print(
        f"{len(table.cases)} cases in {options.folder}; next: take the folder to the machine, run there in it "
        "`matlab -batch record_fixtures` or `octave --eval record_fixtures`, bring recorded.mat back, and "
        "`matdrop fixtures import recorded.mat`",
        highlight=False,
        soft_wrap=True,
    )
    return AS_EXPECTED


def _import(options: argparse.Namespace, console: Console) -> int:
    """Take in recorded.mat: show what changes, and write it as fixtures."""
    from matdrop.parity.recorded import read_recorded
    from matdrop.parity.saved import Fixtures

    table = _recorded_table()
    references, engine = read_recorded(options.file, table)
    console.print(f"{len(references)} cases, recorded in {engine}", highlight=False)
    return _save(Fixtures(table.fixtures), table, references, options.dry_run, console)


def _cases_to_record(which: str, table: CaseTable, fixtures: Fixtures) -> Sequence[Case]:
    from matdrop.parity.saved import FixtureError

    if which == "all":
        return table.cases
    wanted = {"missing": {"missing"}, "changed": {"stale"}, "default": {"missing", "stale"}}[which]
    chosen = []
    for case in table.cases:
        try:
            fixtures.read(case)
        except FixtureError as error:
            if error.problem == "tampered":
                raise
            if error.problem in wanted:
                chosen.append(case)
    return chosen


def _check(options: argparse.Namespace, console: Console) -> int:
    """Find stale, missing, unused and tampered fixtures."""
    from matdrop.parity.saved import Fixtures

    table = _recorded_table()
    problems = Fixtures(table.fixtures).check(table.cases)
    for problem in problems:
        console.print(f"[bold red]{problem.problem}[/]: {escape(str(problem))}", highlight=False, soft_wrap=True)
    counts = {kind: sum(problem.problem == kind for problem in problems) for kind in _PROBLEMS}
    console.print(f"{len(table.cases)} cases: " + ", ".join(f"{count} {kind}" for kind, count in counts.items()))
    return DIFFERS if problems else AS_EXPECTED


_PROBLEMS = ("missing", "stale", "tampered", "unused")


def _demo(options: argparse.Namespace, console: Console) -> int:
    """Show the article's walk-through: a matrix, its mask, the result, and the row sums before and after."""
    from matdrop.port.inverted_dropout import inverted_dropout
    from matdrop.streams import OctaveStream

    stream = OctaveStream(options.seed)
    L = stream.randi(35, 3, 4)  # noqa: N806  the article's name
    try:
        X, mask = inverted_dropout(L, options.keep_prob, stream.rand)  # noqa: N806
    except ValueError as error:
        raise MatdropError(f"--keep-prob {options.keep_prob}: {error}") from None
    for title, matrix, form in (("L", L, "%d"), ("mask", mask, "%d"), ("result", X, "%.4f")):
        console.print(f"{title} = {_DEMO_LINES[title]}", highlight=False)
        table = Table(show_header=False)
        for row in matrix:
            table.add_row(*(f"[dim]{form % x}[/]" if title != "L" and x == 0 else form % x for x in row))
        console.print(table)
    sums = Table("row", "sum(L, 2)", "sum(result, 2)")
    for number, (before, after) in enumerate(zip(L.sum(axis=1), X.sum(axis=1), strict=True), 1):
        sums.add_row(str(number), f"{before:.4f}", f"{after:.4f}")
    console.print(sums)
    console.print(
        f"keep_prob {options.keep_prob:g}, Octave's stream of seed {options.seed}: {int(mask.sum())} of {mask.size} "
        "units kept. Over many masks the expected row sums are those of L.",
        highlight=False,
        soft_wrap=True,
    )
    return AS_EXPECTED


_DEMO_LINES = {"L": "randi(35, 3, 4)", "mask": "rand(size(L)) < keep_prob", "result": "L .* mask ./ keep_prob"}


def _stream(options: argparse.Namespace, console: Console) -> int:
    """Print the random numbers that a seed gives, at full precision."""
    from matdrop.streams import MatlabStream, OctaveStream, UnknownStreamError
    from matdrop.streams.expressions import draw, rows

    try:
        stream = MatlabStream(options.seed) if options.engine == "matlab" else OctaveStream(options.seed)
        drawn = draw(stream, options.expressions)
    except (ValueError, UnknownStreamError, TypeError) as error:
        raise MatdropError(str(error)) from None
    for call, value in drawn:
        console.print(f"{call} =", highlight=False, markup=False)
        for row in rows(value):
            console.print(f"  {row}", highlight=False, markup=False, soft_wrap=True)
    return AS_EXPECTED


def _pitfalls(options: argparse.Namespace, console: Console) -> int:
    """Show the executed table of pitfalls: its topics, or the rows of a topic or a search with all results."""
    from matdrop.pitfalls.run import run
    from matdrop.pitfalls.show import show_check, show_rows, show_topics
    from matdrop.pitfalls.table import choose_pitfalls, load_pitfalls

    pitfalls = load_pitfalls()
    if options.numpy_table:
        return _numpy_table(options, console)
    if options.words[:1] == ["check"]:
        return _pitfalls_in([Path(word) for word in options.words[1:]], console)
    if options.words:
        pitfalls = choose_pitfalls(" ".join(options.words), pitfalls)
    if options.check:
        outcomes = run(pitfalls, engine=options.engine)
        show_check(outcomes, console)
        return DIFFERS if any(outcome.wrong for outcome in outcomes.results) else AS_EXPECTED
    if options.markdown:
        from matdrop.pitfalls.page import markdown

        outcomes = run(pitfalls, "saved")
        if wrong := [outcome.pitfall.id for outcome in outcomes.results if outcome.wrong]:
            raise MatdropError(f"no page: {', '.join(wrong)} does not hold; see `matdrop pitfalls --check`")
        print(markdown(outcomes), end="")
    elif options.words:
        show_rows(run(pitfalls, "saved"), console)
    else:
        show_topics(pitfalls, console)
    return AS_EXPECTED


def _numpy_table(options: argparse.Namespace, console: Console) -> int:
    """Print NumPy's own table for MATLAB users as a page, or run its cells."""
    from matdrop.pitfalls.numpy_table import closing_line, load_numpy_table, page, wrong_of
    from matdrop.pitfalls.run import run

    outcomes = run(load_numpy_table(), "auto" if options.check else "saved", options.engine)
    wrong = {outcome.pitfall.id: wrong_of(outcome) for outcome in outcomes.results if wrong_of(outcome)}
    if not options.check:
        if wrong:
            raise MatdropError(
                f"no page: {', '.join(wrong)} does not hold; see `matdrop pitfalls --numpy-table --check`"
            )
        print(page(outcomes), end="")
        return AS_EXPECTED
    for id_, said in wrong.items():
        console.print(f"{id_}: {said}", style="bold red", markup=False, highlight=False, soft_wrap=True)
    if outcomes.not_live:
        console.print(f"[yellow]NOT RUN LIVE:[/] {escape(outcomes.not_live)}", highlight=False, soft_wrap=True)
    console.print(closing_line(outcomes), style="bold", highlight=False, soft_wrap=True)
    return DIFFERS if wrong else AS_EXPECTED


def _pitfalls_in(files: Sequence[Path], console: Console) -> int:
    """Point at lines of files where a pitfall is likely."""
    from matdrop.pitfalls.finding import find_in_files
    from matdrop.pitfalls.show import show_findings
    from matdrop.pitfalls.table import load_pitfalls

    if not files:
        raise MatdropError("name files or folders: matdrop pitfalls check FILE...; --check runs the table itself")
    found = find_in_files(files)
    show_findings(found, load_pitfalls(), console)
    return DIFFERS if any(findings for _, findings in found) else AS_EXPECTED


def _doctor(options: argparse.Namespace, console: Console) -> int:
    """Tell what is installed, whether Octave answers, and what to do next."""
    from matdrop.parity.matlab import find_matlab
    from matdrop.parity.octave import Octave, find_octave
    from matdrop.parity.saved import Fixtures

    table = Table("what", "found", title="matdrop doctor", title_justify="left")
    table.add_row("matdrop", matdrop.__version__)
    table.add_row("Python", platform.python_version())
    for package in ("numpy", "scipy", "rich", "oct2py", "pytest", "numba"):
        try:
            table.add_row(package, importlib.metadata.version(package))
        except importlib.metadata.PackageNotFoundError:
            table.add_row(package, "[yellow]not installed[/]")
    cases = _recorded_table()
    problems = Fixtures(cases.fixtures).check(cases.cases)
    table.add_row("fixtures", f"{len(cases.cases)} cases, {len(problems)} problems")
    advice = ["run `matdrop fixtures check` to see what is wrong with the fixtures"] if problems else []
    octave = find_octave()
    if octave.path is None:
        table.add_row("GNU Octave", f"[yellow]{escape(octave.reason)}[/]")
        advice.append(f"to verify live, {octave.remedy}; without it `matdrop verify` uses the fixtures")
    else:
        table.add_row("GNU Octave", octave.path)
        try:
            with Octave(timeout=30) as session:
                error = session.run(cases.cases[:1])[0].error
                table.add_row("live call", f"[red]{escape(str(error))}[/]" if error else f"works in {session.engine}")
        except MatdropError as failure:
            error = None
            table.add_row("live call", f"[red]{escape(str(failure))}[/]")
            advice.append("repair Octave, or verify with `--reference saved`")
    matlab = find_matlab()
    table.add_row("MATLAB", matlab.path or f"[dim]{escape(matlab.reason)}; only for --engine matlab[/]")
    console.print(table)
    for line in advice or ["nothing to do: run `matdrop verify`"]:
        console.print(f"Next: {escape(line)}", highlight=False, soft_wrap=True)
    return DIFFERS if problems else AS_EXPECTED


@contextmanager
def _progress(title: str, total: int) -> Iterator[Callable[[int], None]]:
    """Show a progress bar on standard error, which leaves standard output to results."""
    with Progress(console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task(title, total=total)
        yield lambda done: bar.update(task, completed=done)


if __name__ == "__main__":
    sys.exit(main())
