"""The command line: verify, report, trace, init, fixtures, demo, stream, doctor."""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import platform
import re
import sys
import webbrowser
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from statistics import mean
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape
from rich.progress import Progress
from rich.table import Table

import matdrop
from matdrop.encoding import print_all
from matdrop.errors import MatdropError
from matdrop.parity.case import OWN_TABLE, Case, CaseTable, arguments_from, find_table, load_table, pair_of

if TYPE_CHECKING:
    from matdrop.article.measure import Agreement
    from matdrop.parity.reference import Reference
    from matdrop.parity.saved import Fixtures
    from matdrop.parity.trace.result import Trace
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
    print_all(sys.stdout)
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
    _add_verification_options(verify)
    verify.add_argument("--printed", action="store_true", help="show what both sides of each case print")
    verify.add_argument("--json", action="store_true", help="print the report as JSON")
    verify.add_argument("--each", action="store_true", help="give every generated case a row of its own")
    verify.set_defaults(command=_verify)

    report = commands.add_parser("report", help="verify, and show it as a page", description=_report.__doc__)
    _add_verification_options(report, "; or a file that `matdrop verify --json` has written")
    report.add_argument("-o", "--output", type=Path, default=Path("report.html"), metavar="FILE", help="report.html")
    report.add_argument("--open", action="store_true", help="open the page in the browser")
    report.add_argument("--json", type=Path, metavar="FILE", help="write what the page is made from, too")
    report.add_argument("--article", action="store_true", help="matdrop's own table, and the article with its pictures")
    report.set_defaults(command=_report)

    trace = commands.add_parser("trace", help="find the line that first differs", description=_trace.__doc__)
    trace.add_argument("names", nargs="+", metavar="NAME", help="a case as pair/case, or ORIGINAL.m PORT.py[:function]")
    trace.add_argument("--args", action="append", metavar="EXPRESSIONS", help="the arguments as MATLAB expressions")
    _add_pair_options(trace)
    trace.add_argument(
        "--map", action="append", default=[], metavar="MATLAB=PYTHON", help="names that belong together; repeatable"
    )
    trace.add_argument(
        "--into", action="append", default=[], type=Path, metavar="HELPER.m", help="trace its lines too; repeatable"
    )
    trace.add_argument("--json", action="store_true", help="print the trace as JSON")
    trace.add_argument("--html", type=Path, metavar="FILE", help="write the trace as a page of its own")
    trace.add_argument("--timeout", type=_seconds, default=60.0, metavar="S", help="seconds each side may take (60)")
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
    _add_jobs(record)
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

    demo = commands.add_parser("demo", help="what the article says, shown", description=_demo.__doc__)
    demo.add_argument(
        "part",
        nargs="?",
        choices=list(_DEMOS),
        default="dropout",
        help="the walk-through (dropout, the default), or a claim, computed in both languages",
    )
    walk = demo.add_argument_group("for the walk-through")
    walk.add_argument("--seed", type=int, help="of Octave's generators (42)")
    walk.add_argument("--keep-prob", type=float, metavar="P", help="probability to keep a unit (0.85)")
    train = demo.add_argument_group("for the digits")
    train.add_argument("--seeds", type=_count, metavar="N", help="train with the seeds from 1 to N (5)")
    demo.add_argument("--plot", nargs="?", const="", metavar="FILE", help="draw it too, as SVG (PART.svg)")
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


def _count(text: str) -> int:
    """Read a number of things, at least one."""
    if not text.isdecimal() or not int(text):
        raise argparse.ArgumentTypeError(f"{text} was given; give a whole number from 1")
    return int(text)


def _seconds(text: str) -> float:
    seconds = float(text)
    if not seconds > 0:
        raise argparse.ArgumentTypeError(f"{text} is no time; give seconds, more than 0")
    return seconds


def _add_verification_options(parser: argparse.ArgumentParser, other_names: str = "") -> None:
    """Add what `verify` and `report` both ask about what is verified, and how."""
    parser.add_argument(
        "names",
        nargs="*",
        metavar="NAME",
        help="pairs, or cases as pair/case, of the project's table, all by default; or ORIGINAL.m PORT.py[:function]"
        + other_names,
    )
    pair = parser.add_argument_group("for ORIGINAL.m PORT.py[:function]")
    pair.add_argument(
        "--args", action="append", metavar="EXPRESSIONS", help="a case: the arguments as MATLAB expressions; repeatable"
    )
    _add_pair_options(pair)
    parser.add_argument(
        "--reference",
        choices=["auto", "live", "saved", "both"],
        default="auto",
        help="run the originals (live), read fixtures (saved), both, or what there is (auto, the default)",
    )
    _add_engine(parser)
    _add_jobs(parser)
    parser.add_argument("--trace", action="store_true", help="show for each mismatch the line that first differs")
    parser.add_argument("--timeout", type=_seconds, default=60.0, metavar="S", help="seconds a case may take (60)")


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


def _add_jobs(parser: argparse.ArgumentParser) -> None:
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--jobs", type=_count, default=1, metavar="N", help="processes, each with its own engine (1)")
    where.add_argument(
        "--dask", dest="jobs", metavar="ADDRESS", help="the scheduler of a Dask cluster, tcp://host:8786"
    )


def _verify(options: argparse.Namespace, console: Console) -> int:
    """Compare ports with their originals, case by case: verdict, largest ulp and relative difference."""
    from matdrop.parity.report import show

    report, traces = _verified(options, find_table(Path.cwd()))
    if options.json:
        print(json.dumps(_document(report, traces), indent=1, allow_nan=False))
    else:
        show(report, console, options.each, options.printed)
        _show_traces(traces, options.engine, console)
    return AS_EXPECTED if report.as_expected else DIFFERS


def _verified(options: argparse.Namespace, project: Path) -> tuple[Report, Mapping[str, Trace | str]]:
    """Run the verification that the command line asks for, of a pair or in a project, and trace what differs."""
    from matdrop.parity.trace.mismatches import to_trace, trace_mismatches
    from matdrop.parity.verify import verify
    from matdrop.pitfalls.explain import explained

    reference = options.reference
    if _is_pair(options.names):
        table, names = _table_of_pair(options), []
        if reference not in ("auto", "live"):
            raise MatdropError("a pair given on the command line has no fixtures; write a parity.toml (`matdrop init`)")
        reference = "live"
    else:
        table, names = load_table(project), options.names
    cases = table.select(names)
    with _progress("running the originals", len(cases)) as progress:
        report = verify(table, cases, reference, progress, options.timeout, options.engine, options.jobs)
    report = replace(report, results=tuple(map(explained, report.results)))
    if not options.trace or not (wrong := to_trace(report.results)):
        return report, {}
    with _progress("tracing", len(wrong)) as progress:
        return report, trace_mismatches(wrong, table.path.parent, options.timeout, progress)


def _document(report: Report, traces: Mapping[str, Trace | str]) -> dict[str, Any]:
    """Give a report as JSON-ready data, with a trace or the reason for none where one was asked for."""
    from matdrop.parity.report import to_json

    document = to_json(report)
    for result, entry in zip(report.results, document["cases"], strict=True):
        if result.case.id in traces and not result.as_expected:
            trace = traces[result.case.id]
            entry |= {"trace": None, "not_traced": trace} if isinstance(trace, str) else {"trace": trace.to_json()}
    return document


def _report(options: argparse.Namespace, console: Console) -> int:
    """Verify, and write what came out as a page of its own: what differs and why, every case, what masks do."""
    from matdrop.article.claims import PARTS, measure_all
    from matdrop.article.page import sections
    from matdrop.article.pictures import MISSING, is_drawable
    from matdrop.parity.report import closing_line
    from matdrop.parity.report.page import page

    _check_folder("--output", options.output)
    _check_folder("--json", options.json)
    if any(name.endswith(".json") for name in options.names):
        document = _read_report(options.names)
    else:
        if options.article and not is_drawable():
            raise MatdropError(MISSING)
        project = OWN_TABLE if options.article else find_table(Path.cwd())
        report, traces = _verified(options, project)
        document = _document(report, traces)
        if options.article or (project == OWN_TABLE and not options.names):
            if is_drawable():
                with _progress("measuring for the article", len(PARTS)) as progress:
                    document["article"] = measure_all(progress)
            else:
                console.print(f"without the article: {MISSING}", markup=False, highlight=False, soft_wrap=True)
        console.print(closing_line(report), highlight=False, soft_wrap=True)
    text = page(document, sections(load_table(OWN_TABLE), document["article"]) if "article" in document else [])
    if options.json is not None:
        _write("--json", options.json, json.dumps(document, indent=1, allow_nan=False) + "\n")
    _write("--output", options.output, text)
    console.print(f"the report is {options.output}", highlight=False, markup=False, soft_wrap=True)
    if options.open:
        webbrowser.open(options.output.resolve().as_uri())
    return AS_EXPECTED if all(entry["verdict"] == entry["expected"] for entry in document["cases"]) else DIFFERS


def _read_report(names: Sequence[str]) -> dict[str, Any]:
    """Read a report that `matdrop verify --json` has written."""
    if len(names) != 1:
        raise MatdropError(f"{' '.join(names)}: a report is made from one file")
    advice = "write it with `matdrop verify --json > run.json`"
    try:
        document = json.loads(Path(names[0]).read_text(encoding="utf-8"))
    except OSError as error:
        raise MatdropError(f"{names[0]} cannot be read: {error.strerror}") from None
    except ValueError as error:
        raise MatdropError(f"{names[0]} is no JSON ({error}); {advice}") from None
    if not isinstance(document, dict):
        raise MatdropError(f"{names[0]} is no report; {advice}")
    return document


def _check_folder(option: str, file: Path | None) -> None:
    """Refuse a file that cannot be written before any work is done for it."""
    if file is not None and not file.absolute().parent.is_dir():
        raise MatdropError(f"{option} {file}: there is no folder {file.parent}")


def _write(option: str, file: Path, text: str) -> None:
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise MatdropError(f"{option} {file} cannot be written: {error.strerror}") from None


def _show_traces(traces: Mapping[str, Trace | str], engine: str, console: Console) -> None:
    from matdrop.parity.trace.terminal import show

    if traces and engine != "octave":
        console.print("traces run in GNU Octave, whatever --engine is", style="yellow", highlight=False)
    not_traced: dict[str, list[str]] = {}
    for case, trace in traces.items():
        if isinstance(trace, str):
            not_traced.setdefault(trace, []).append(case)
        else:
            show(trace, console)
    for reason, cases in not_traced.items():
        console.print(
            f"[yellow]NOT TRACED:[/] {escape(', '.join(cases))}: {escape(reason)}", highlight=False, soft_wrap=True
        )


def _trace(options: argparse.Namespace, console: Console) -> int:
    """Run original and port side by side and find the line whose values first differ."""
    from matdrop.parity.octave import Octave
    from matdrop.parity.trace import trace_case
    from matdrop.parity.trace.terminal import show

    _check_folder("--html", options.html)
    if _is_pair(options.names):
        table, names = _table_of_pair(options), []
    else:
        table, names = load_table(find_table(Path.cwd())), options.names
    cases = table.select(names)
    if len(cases) != 1:
        some = [case.id for case in cases[:5]] + ["..."] * (len(cases) > 5)
        raise MatdropError(f"{len(cases)} cases were named; trace one: {', '.join(some)}")
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

        _write("--html", options.html, page(trace))
    if options.json:
        print(json.dumps(trace.to_json(), indent=1, allow_nan=False))
    else:
        show(trace, console)
    return AS_EXPECTED if trace.divergence is None else DIFFERS


def _is_pair(names: Sequence[str]) -> bool:
    """Tell whether the command line names a pair of files, and not cases of the table."""
    originals = [name for name in names if name.endswith(".m")]
    if originals and originals[0] != names[0]:
        raise MatdropError(f"{' '.join(names)}: the original comes first: ORIGINAL.m PORT.py[:function]")
    return bool(originals)


def _table_of_pair(options: argparse.Namespace) -> CaseTable:
    """Make a table of the pair that the command line names."""
    from matdrop.parity.compare import Tolerance
    from matdrop.parity.original import split_arguments

    if len(options.names) != 2:
        raise MatdropError("an original needs one port: ORIGINAL.m PORT.py[:function] --args ...")
    outputs = options.outputs.split(",") if options.outputs else None
    original, port = Path(options.names[0]), options.names[1]
    if not re.fullmatch(r"[A-Za-z]\w*", original.stem, re.ASCII):
        raise MatdropError(f"{original.name} has a name that MATLAB cannot call; rename it: letters, digits and _")
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
    return with_pitfalls(table) if table.path == OWN_TABLE else table


def _record(options: argparse.Namespace, console: Console) -> int:
    """Run the originals and save what they give: by default what is missing or stale."""
    from matdrop.parity.saved import Fixtures
    from matdrop.parity.workers import run_originals

    table = _recorded_table()
    fixtures = Fixtures(table.fixtures)
    cases = _cases_to_record(options.which, table, fixtures)
    references = []
    if cases:
        with _progress("running the originals", len(cases)) as progress:
            computed = run_originals(cases, options.jobs, options.engine, progress=progress)
            references = list(zip(cases, computed, strict=True))
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
    """Show the article's walk-through, or one of its claims."""
    from matdrop.article.pictures import MISSING, is_drawable

    if options.part != "dropout" and (options.seed, options.keep_prob) != (None, None):
        raise MatdropError(f"--seed and --keep-prob are for the walk-through; `matdrop demo {options.part}` takes none")
    if options.part != "digits" and options.seeds is not None:
        raise MatdropError("--seeds is for `matdrop demo digits`")
    if options.plot is not None:
        if not is_drawable():
            raise MatdropError(MISSING)
        options.plot = Path(options.plot or f"{options.part}.svg")
        _check_folder("--plot", options.plot)
    return _DEMOS[options.part](options, console)


def _demo_dropout(options: argparse.Namespace, console: Console) -> int:
    """Show a matrix, its mask, the result, and the row sums before and after."""
    from matdrop.article.walk_through import walk_through

    seed = 42 if options.seed is None else options.seed
    keep_prob = 0.85 if options.keep_prob is None else options.keep_prob
    try:
        shown = walk_through(seed, keep_prob)
    except ValueError as error:
        raise MatdropError(f"--keep-prob {keep_prob}: {error}") from None
    for title, matrix, form in (("L", shown.L, "%d"), ("mask", shown.mask, "%d"), ("result", shown.X, "%.4f")):
        console.print(f"{title} = {_DEMO_LINES[title]}", highlight=False)
        table = Table(show_header=False)
        for row in matrix:
            table.add_row(*(f"[dim]{form % x}[/]" if title != "L" and x == 0 else form % x for x in row))
        console.print(table)
    sums = Table("row", "sum(L, 2)", "sum(result, 2)")
    for number, (before, after) in enumerate(zip(shown.L.sum(axis=1), shown.X.sum(axis=1), strict=True), 1):
        sums.add_row(str(number), f"{before:.4f}", f"{after:.4f}")
    console.print(sums)
    console.print(
        f"keep_prob {keep_prob:g}, Octave's stream of seed {seed}: {int(shown.mask.sum())} of "
        f"{shown.mask.size} units kept. Over many masks the expected row sums are those of L.",
        highlight=False,
        soft_wrap=True,
    )
    _plot(options, shown.to_json(), console)
    return AS_EXPECTED


def _plot(options: argparse.Namespace, data: Mapping[str, Any], console: Console) -> None:
    """Write the picture of a part of the article, if that was asked for."""
    if options.plot is None:
        return
    from matdrop.article.claims import PARTS
    from matdrop.article.page import picture

    (part,) = (part for part in PARTS if part.name == options.part)
    _write("--plot", options.plot, picture(part, data))
    console.print(f"the picture is {options.plot}", markup=False, highlight=False, soft_wrap=True)


_DEMO_LINES = {"L": "randi(35, 3, 4)", "mask": "rand(size(L)) < keep_prob", "result": "L .* mask ./ keep_prob"}


def _demo_bias_variance(options: argparse.Namespace, console: Console) -> int:
    """Show bias and variance of the linear model on its way from Y = W X + b to Y = b."""
    from matdrop.article.bias_variance import bias_variance

    measured = bias_variance()
    for title, points in (("units dropped", measured.units_dropped), ("keep_prob", measured.keep_prob)):
        table = Table(title, "bias squared", "variance")
        for point in points:
            table.add_row(f"{point.level:.3g}", f"{point.bias_squared:.4f}", f"{point.variance:.4f}")
        console.print(table)
    _tell(
        console,
        "The linear model Y = W X + b, fitted to many training sets: without some units, and by iterations that each "
        "drop other inputs. The more is dropped, the higher the bias and the lower the variance. With all dropped (no "
        "draw is below a keep_prob of 2.23e-308) it is Y = b: extremely high bias, and no variance.",
        measured.agreement,
    )
    _plot(options, measured.to_json(), console)
    return AS_EXPECTED


def _demo_weight_decay(options: argparse.Namespace, console: Console) -> int:
    """Show that dropout of a linear regression's inputs is a ridge penalty."""
    from matdrop.article.weight_decay import weight_decay

    measured = weight_decay()
    for fit in measured.fits:
        table = Table(f"keep_prob {fit.keep_prob:g}", "least squares", "ridge, closed form", "by dropout", "agrees")
        for estimate, without in zip((*fit.weights, fit.objective), (*measured.least_squares, None), strict=True):
            table.add_row(
                estimate.name,
                "" if without is None else f"{without:.4f}",
                f"{estimate.closed_form:.4f}",
                f"{estimate.mean:.4f} ± {estimate.band:.4f}",
                "yes" if estimate.agrees else "[bold red]NO[/]",
            )
        console.print(table)
    _tell(
        console,
        "A linear regression with dropout of its inputs minimises, in expectation, the squared error plus "
        "(1-p)/p * diag(X X') on the squares of the weights, for keep_prob p: ridge regression. By dropout: the mean "
        f"of several trainings, of the objective that of many masks; ± its {measured.confidence:.1%} confidence band.",
        measured.agreement,
    )
    _plot(options, measured.to_json(), console)
    return AS_EXPECTED if measured.agrees else DIFFERS


def _tell(console: Console, text: str, agreement: Agreement) -> None:
    """Say what a table shows, and how far the two languages agree on it."""
    ran = f"{agreement.engine} now" if agreement.source == "live" else f"{agreement.engine}, by the saved fixtures"
    console.print(text, highlight=False, soft_wrap=True)
    console.print(
        f"Computed in Python and in {ran}: largest difference {agreement.largest_difference:.1e}.",
        highlight=False,
        soft_wrap=True,
    )
    if agreement.not_live:
        console.print(f"Not computed live: {escape(agreement.not_live)}", highlight=False, soft_wrap=True)


def _demo_digits(options: argparse.Namespace, console: Console) -> int:
    """Train on handwritten digits in both languages: the loss curves, and what dropout does to overfitting."""
    from matdrop.article.digits import digit_cases, digits

    cases = digit_cases(5 if options.seeds is None else options.seeds)
    with _progress("training in both languages", 2 * len(cases)) as progress:
        measured = digits(cases, progress)
    table = Table("seed", "keep_prob", "training accuracy", "test accuracy", "gap", "loss differs by", "other answers")
    for training in measured.trainings:
        table.add_row(
            str(training.seed),
            f"{training.keep_prob:g}",
            f"{training.training_accuracy:.2%}",
            f"{training.test_accuracy:.2%}",
            f"{training.gap:.2%}",
            f"{training.loss_difference:.1e}",
            str(training.different_answers),
        )
    console.print(table)
    without, with_dropout = measured.gaps
    smaller = sum(b.gap < a.gap for a, b in measured.pairs)
    tested = [mean(pair[k].test_accuracy for pair in measured.pairs) for k in (0, 1)]
    _tell(
        console,
        f"The gap between training and test accuracy, mean and standard deviation: {without.mean:.2%} ± "
        f"{without.spread:.2%} without dropout, {with_dropout.mean:.2%} ± {with_dropout.spread:.2%} with; with dropout "
        f"it is smaller for {smaller} of {len(measured.pairs)} seeds. The test accuracy is {tested[0]:.2%} without "
        f"dropout and {tested[1]:.2%} with. The loss curves of the two languages, "
        f"{len(measured.trainings[0].loss)} iterations each, differ by at most {measured.loss_difference:.1e} of the "
        f"loss (allowed {measured.allowed:.0e}: the order in which a BLAS sums); of {_DIGITS} digits each, the "
        f"networks answer {sum(t.different_answers for t in measured.trainings)} otherwise.",
        measured.agreement,
    )
    _plot(options, measured.to_json(), console)
    return AS_EXPECTED if measured.agrees else DIFFERS


_DIGITS = 1797
_DEMOS = {
    "dropout": _demo_dropout,
    "digits": _demo_digits,
    "bias-variance": _demo_bias_variance,
    "weight-decay": _demo_weight_decay,
}


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
    for package in ("numpy", "scipy", "rich", "oct2py", "pytest", "numba", "matplotlib"):
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
