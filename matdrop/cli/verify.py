"""`matdrop verify` and `matdrop report`: a verification in the terminal, as JSON and as a page."""

from __future__ import annotations

import argparse
import json
import shlex
import sys
from collections.abc import Callable, Sequence
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape

from matdrop.cases.case import Case
from matdrop.cases.table import OWN_TABLE, CaseTable, find_table
from matdrop.cli.adequacy import add_at_most, measured
from matdrop.cli.common import AS_EXPECTED, DIFFERS, check_folder, console_for_errors, kept_as, progress_bar, write
from matdrop.cli.formats import FORMATS, add_format, as_json, listed
from matdrop.cli.options import (
    add_engine,
    add_jobs,
    add_own,
    add_pair_options,
    asked_cases,
    check_accept,
    check_fixtures,
    is_pair,
    project_table,
    seconds,
)
from matdrop.errors import MatdropError

if TYPE_CHECKING:
    from matdrop.adequacy.outcome import Adequacy
    from matdrop.explain.explanation import ExplainedReport
    from matdrop.verification.result import Result
    from matdrop.verification.run import Report


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `matdrop verify` to the parser.

    Parameters
    ----------
    commands : argparse._SubParsersAction
        The parser's commands.
    """
    verify = commands.add_parser("verify", description=_verify.__doc__)
    _add_verification_options(verify)
    verify.add_argument("--printed", action="store_true", help="show what both sides of each case print")
    add_format(verify, FORMATS)
    verify.add_argument(
        "--values", action="store_true", help="with JSON: also arrays, as maps of what differs and masks"
    )
    verify.add_argument(
        "--accept", action="store_true", help="write into the table what is shown as agreeing once it is declared"
    )
    verify.add_argument("--adequacy", action="store_true", help="show which changes of the port no case notices")
    add_at_most(verify)
    shown = verify.add_mutually_exclusive_group()
    shown.add_argument("-v", "--verbose", action="store_true", help="show every case, and every form that was accepted")
    shown.add_argument("-q", "--quiet", action="store_true", help="print the last line only")
    verify.add_argument("--each", action="store_true", help="as -v, every generated case in a row of its own")
    verify.add_argument("-x", "--exitfirst", action="store_true", help="stop after the first pair that fails")
    verify.add_argument(
        "--engines",
        metavar="A,B",
        help="run every case in each of these engines, such as 7,9,11,matlab, and show where they differ: the first is "
        "the reference; all: every engine on the PATH",
    )
    verify.add_argument(
        "--certificate",
        type=Path,
        metavar="FILE",
        help="write what was proven, and against what, as JSON that `matdrop certificate check` runs again",
    )
    verify.set_defaults(command=_verify)


def add_report(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `matdrop report` to the parser.

    Parameters
    ----------
    commands : argparse._SubParsersAction
        The parser's commands.
    """
    report = commands.add_parser("report", description=_report.__doc__)
    _add_verification_options(report, "; or a file that `matdrop verify --json` has written")
    report.add_argument("-o", "--output", type=Path, default=Path("report.html"), metavar="FILE", help="report.html")
    report.add_argument("--open", action="store_true", help="open the page in the browser")
    report.add_argument("--json", type=Path, metavar="FILE", help="also write the data of the page")
    report.add_argument("--article", action="store_true", help="as --own, with the article and its pictures")
    report.add_argument(
        "--adequacy", action="store_true", help="also which changes of the port no case notices, by line"
    )
    add_at_most(report)
    report.set_defaults(command=_report)


def _add_verification_options(parser: argparse.ArgumentParser, other_names: str = "") -> None:
    """Add the options of `verify` and `report` on what is verified, and how."""
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
    add_pair_options(pair)
    add_own(parser)
    parser.add_argument(
        "--reference",
        choices=["auto", "live", "saved", "both"],
        default="auto",
        help="run the originals (live), read fixtures (saved), both, or whatever is available (auto, the default)",
    )
    add_engine(parser)
    add_jobs(parser)
    parser.add_argument("--no-trace", action="store_true", help="do not locate the statement where a port goes wrong")
    parser.add_argument("--timeout", type=seconds, default=60.0, metavar="S", help="seconds a case may take (60)")


def _verify(options: argparse.Namespace, console: Console) -> int:
    """Compare ports with their originals, case by case: verdict, largest ulp and relative difference."""
    from matdrop.reports.terminal import show_closing_line

    check_accept(options, "give it --convention instead")
    check_folder("--certificate", options.certificate)
    if options.certificate and is_pair(options.names):
        raise MatdropError("a certificate is of cases of a project's table; write one with `matdrop init`")
    if options.engines:
        return _verify_side_by_side(options, console)
    reached: list[Result] = []
    table, cases = asked_cases(options)
    is_full = options.format == "full"
    try:
        report, adequacy = _verified(options, table, cases, reached)
    except KeyboardInterrupt:
        if reached and is_full:
            _show(_report_of(reached), table.path.parent, options, console)
        raise
    if not is_full:
        print(_formatted(report, adequacy, table.path.parent, options), end="")
    elif options.quiet:
        show_closing_line(report, console)
    else:
        _show(report, table.path.parent, options, console)
        if adequacy is not None:
            from matdrop.reports.adequacy_terminal import show as show_adequacy

            show_adequacy(adequacy, console)
        _show_not_traced(report, console)
        _show_known_differences(report, console)
        _show_undeclared(report, console, is_pair(options.names))
    if options.accept:
        # Standard output belongs to the format alone.
        _accept(report, find_table(Path.cwd()), console if is_full else console_for_errors())
    _certify(options, table, [report], adequacy)
    is_adequate = adequacy is None or not adequacy.below
    return AS_EXPECTED if report.as_expected and is_adequate else DIFFERS


def _show(report: ExplainedReport, folder: Path, options: argparse.Namespace, console: Console) -> None:
    from matdrop.reports import show

    show(report, console, folder, options.verbose, options.each, options.printed)


def _formatted(report: ExplainedReport, adequacy: Adequacy | None, folder: Path, options: argparse.Namespace) -> str:
    """Return a report in a format that programs read."""
    from matdrop.reports import to_json
    from matdrop.reports.adequacy_data import adequacy_json
    from matdrop.reports.junit import junit
    from matdrop.reports.problems import problems

    if options.format == "json":
        more = {} if adequacy is None else {"adequacy": adequacy_json(adequacy)}
        return as_json(to_json(report, folder, options.values) | more)
    found = problems(report, folder)
    return junit(report, found, Path.cwd()) if options.format == "junit" else listed(options.format, found)


def _verify_side_by_side(options: argparse.Namespace, console: Console) -> int:
    """Verify in one engine after the other, and show where they differ."""
    from matdrop.reports import to_json
    from matdrop.reports.engines_data import engines_json
    from matdrop.reports.engines_terminal import show_engines
    from matdrop.verification.side_by_side import side_by_side

    refused = [name for name in ("accept", "adequacy", "printed", "exitfirst") if getattr(options, name)]
    refused += [f"format {options.format}"] if options.format not in ("full", "json") else []
    if refused or options.reference == "both":
        refused = refused or [f"reference {options.reference}"]
        raise MatdropError(f"--engines compares what several engines answer; leave out --{refused[0]}")
    from matdrop.differences.in_originals import lines_between

    table, asked = asked_cases(options)
    if options.reference == "saved":
        reports = [_saved_in(name, table, asked) for name in _recorded_engines(options, table)]
    else:
        reports = [_verified(options, table, asked, [], engine)[0] for engine in _engines(options, table)]
    cases = side_by_side(reports)
    known = [
        list(lines_between(case.case.pair, case.engines, [bool(text) for text in case.differences])) for case in cases
    ]
    if options.format == "json":
        folder = table.path.parent
        print(as_json(to_json(reports[0], folder, options.values) | {"engines": engines_json(cases, known)}), end="")
    else:
        show_engines(cases, known, console)
    _certify(options, table, reports, None)
    return AS_EXPECTED if all(case.as_expected for case in cases) else DIFFERS


def _certify(
    options: argparse.Namespace, table: CaseTable, reports: Sequence[ExplainedReport], adequacy: Adequacy | None
) -> None:
    """Write the certificate that the command line asks for; of a verification that fails there is none."""
    if options.certificate is None:
        return
    from matdrop.cli.certificate import adequacy_of
    from matdrop.verification.certificate import certificate_of, to_text

    console = console_for_errors()  # standard output may be JSON
    if not all(reports):
        console.print(f"{options.certificate} was not written: a certificate is of verdicts that are as expected")
        return
    measured = None if adequacy is None else adequacy_of(adequacy, options.at_most)
    certificate = certificate_of(table, options.names, reports, measured)
    write("--certificate", options.certificate, to_text(certificate))
    console.print(f"the certificate is {options.certificate}", highlight=False, soft_wrap=True)


def _saved_in(engine: str, table: CaseTable, cases: Sequence[Case]) -> ExplainedReport:
    """Verify against the fixtures that an engine has recorded."""
    from matdrop.explain.explanation import ExplainedReport
    from matdrop.verification.run import verify

    return ExplainedReport(verify(table, cases, "saved", recorded_in=engine).results, None)


def _recorded_engines(options: argparse.Namespace, table: CaseTable) -> list[str]:
    """Return the engines that the command line names, by the names under which their fixtures are kept."""
    from matdrop.fixtures.store import Fixtures, fixtures_of_others

    own = Fixtures(table.fixtures)
    if options.engines == "all":
        return [*sorted(own.engines), *(other.folder.name for other in fixtures_of_others(own))]
    names = ("" if name == "octave" else kept_as(name) for name in options.engines.split(","))
    return list(dict.fromkeys(names))


def _engines(options: argparse.Namespace, table: CaseTable) -> list[str]:
    """Return the engines that the command line names, each found, without starting one."""
    from matdrop.engines.find import engines_on_path, find_engine

    names = options.engines.split(",")
    if names == ["all"]:
        names = [*engines_on_path(), *table.engines]
    engines = {table.engine(name): name for name in names}
    found = {engine: find_engine(engine) for engine in engines}
    if missing := [
        f"{engines[engine]}: {about.reason}; {about.remedy}" for engine, about in found.items() if about.reason
    ]:
        raise MatdropError("\n".join(missing))
    # Two names may stand for one program, such as 7 and octave.
    return list({about.path: engine for engine, about in reversed(found.items())}.values())[::-1]


def _undeclared(report: ExplainedReport) -> dict[str, tuple[str, ...]]:
    """Return the lines by which pairs agree, by the pair's name."""
    return {result.case.pair.name: result.declaration for result in report.results if result.declaration}


def _show_undeclared(report: ExplainedReport, console: Console, on_command_line: bool) -> None:
    """Say what to do with the lines by which pairs agree."""
    found = _undeclared(report)
    if not found:
        return
    text = "if that is how the port is meant, write the lines into the table, or let matdrop verify --accept write them"
    if on_command_line:
        given = " ".join(f"--convention {shlex.quote(line)}" for lines in found.values() for line in lines)
        text = f"if that is how the port is meant, add {given}"
    console.print(text, markup=False, highlight=False, soft_wrap=True)


def _accept(report: ExplainedReport, project: Path, console: Console) -> None:
    """Write the lines by which pairs agree into the table."""
    from matdrop.cases.table_writer import declare

    for pair, lines in _undeclared(report).items():
        declare(project, pair, lines)
        text = f"{project.name}: [{pair}] now has {'; '.join(lines)}; verify again"
        console.print(text, markup=False, highlight=False, soft_wrap=True, style="bold")


def _report_of(reached: Sequence[Result]) -> ExplainedReport:
    """Return a report of the verdicts that were reached before Ctrl-C, without findings."""
    from matdrop.explain.explanation import ExplainedReport

    ran_in = next((result.reference.engine for result in reached if result.source == "live" and result.reference), None)
    return ExplainedReport(tuple(reached), ran_in)


def _verified(
    options: argparse.Namespace,
    table: CaseTable,
    cases: Sequence[Case],
    reached: list[Result],
    one_of_several: str = "",
) -> tuple[ExplainedReport, Adequacy | None]:
    """Run the verification that the command line asks for, of a pair or in a project, and explain what differs.

    With ``--adequacy`` measure what the cases notice, too. With one of several engines run the originals in that one.

    Each verdict is added to `reached` at once, for Ctrl-C.

    Raises
    ------
    MatdropError
        If saved references of a pair on the command line are asked for, or the request cannot be carried out.
    """
    from matdrop.engines.find import session_of, short_name
    from matdrop.explain.explanation import explain_report, to_trace
    from matdrop.verification.run import verify

    reference = options.reference
    if is_pair(options.names, options.own):
        check_fixtures(reference)
        reference = "live"
    folder, timeout, engine = table.path.parent, options.timeout, one_of_several or table.engine(options.engine)
    recorded_in = short_name(options.engine) if reference == "saved" else ""
    if one_of_several:
        reference = "live"
    with session_of(engine, timeout) as session:

        def verify_some(some: Sequence[Case], progress: Callable[[int], None]) -> Report:
            return verify(
                table, some, reference, progress, timeout, engine, options.jobs, session, reached.append, recorded_in
            )

        # Several processes have no one case that runs.
        names = [case.id for case in cases] if options.jobs == 1 else []
        with progress_bar("running the originals", len(cases), names) as progress:
            groups = _by_pair(cases) if getattr(options, "exitfirst", False) else [list(cases)]
            found = _in_turn(groups, verify_some, progress)
        traced = not options.no_trace and not one_of_several
        pairs = list(to_trace(found.results)) if traced else []
        with progress_bar("tracing", len(pairs), pairs) as progress:
            report = explain_report(found, folder, session, timeout, traced, progress, table.fixtures)
        is_asked = getattr(options, "adequacy", False)
        return report, measured(report, folder, session, options.at_most) if is_asked else None


def _by_pair(cases: Sequence[Case]) -> list[list[Case]]:
    return [list(group) for _, group in groupby(cases, key=lambda case: case.pair.name)]


def _in_turn(
    groups: Sequence[Sequence[Case]],
    verify_some: Callable[[Sequence[Case], Callable[[int], None]], Report],
    progress: Callable[[int], None],
) -> Report:
    """Verify groups of cases one after the other, up to the first in which something is wrong."""
    from matdrop.verification.run import Report

    reports: list[Report] = []
    done = 0
    for some in groups:
        reports.append(verify_some(some, partial(_advance, progress, done)))
        done += len(some)
        if not reports[-1].as_expected:
            break
    results = tuple(result for report in reports for result in report.results)
    engine = next((report.engine for report in reports if report.engine), None)
    return Report(results, engine, reports[-1].not_live)


def _advance(progress: Callable[[int], None], before: int, done: int) -> None:
    progress(before + done)


def _report(options: argparse.Namespace, console: Console) -> int:
    """Verify, and write the results as a page: what differs and why, every case, what masks do."""
    from matdrop.article.claims import PARTS, measure_all
    from matdrop.article.pictures import MISSING, is_drawable
    from matdrop.reports import article_section as article
    from matdrop.reports import closing_line, to_json
    from matdrop.reports import pitfalls_section as pitfalls
    from matdrop.reports.adequacy_data import adequacy_json
    from matdrop.reports.data import run_json
    from matdrop.reports.page import page, understood

    check_folder("--output", options.output)
    check_folder("--json", options.json)
    if any(name.endswith(".json") for name in options.names):
        document = _read_report(options.names)
    else:
        if options.article and not is_drawable():
            raise MatdropError(MISSING)
        options.own |= options.article
        table, cases = asked_cases(options)
        report, adequacy = _verified(options, table, cases, [])
        project = "" if is_pair(options.names, options.own) else _project_of(table)
        document = to_json(report, table.path.parent) | {"run": run_json(project, _command_line())}
        document |= {} if adequacy is None else {"adequacy": adequacy_json(adequacy)}
        if options.article or (options.own and not options.names):
            if is_drawable():
                with progress_bar("measuring for the article", len(PARTS)) as progress:
                    document["article"] = measure_all(progress)
            else:
                console.print(
                    f"the report has no section on the article: {MISSING}",
                    markup=False,
                    highlight=False,
                    soft_wrap=True,
                )
        console.print(closing_line(report), highlight=False, soft_wrap=True)
    first = article.sections(project_table(own=True), document["article"]) if "article" in document else []
    with understood():
        more = pitfalls.sections(document)
    text = page(document, more, first)
    if options.json is not None:
        write("--json", options.json, json.dumps(document, indent=1, allow_nan=False) + "\n")
    write("--output", options.output, text)
    console.print(f"the report is {options.output}", highlight=False, markup=False, soft_wrap=True)
    if options.open:
        import webbrowser

        webbrowser.open(options.output.resolve().as_uri())
    return AS_EXPECTED if all(entry["verdict"] == entry["expected"] for entry in document["cases"]) else DIFFERS


def _project_of(table: CaseTable) -> str:
    """Return the name of a project: that of its table's folder, or the package's own."""
    return "matdrop" if table.path == OWN_TABLE else table.path.parent.resolve().name


def _command_line() -> str:
    return shlex.join(["matdrop", *sys.argv[1:]])


def _read_report(names: Sequence[str]) -> dict[str, Any]:
    """Read a report that `matdrop verify --json` has written.

    Raises
    ------
    MatdropError
        If it is not one file, cannot be read, or is not a report.
    """
    if len(names) != 1:
        raise MatdropError(f"{' '.join(names)}: name one file to make a report from")
    advice = "write it with `matdrop verify --json > run.json`"
    try:
        document = json.loads(Path(names[0]).read_text(encoding="utf-8"))
    except OSError as error:
        raise MatdropError(f"{names[0]} cannot be read: {error.strerror}") from None
    except ValueError as error:
        raise MatdropError(f"{names[0]} is not JSON ({error}); {advice}") from None
    if not isinstance(document, dict):
        raise MatdropError(f"{names[0]} is not a report; {advice}")
    return document


def _show_known_differences(report: ExplainedReport, console: Console) -> None:
    """Say which verdicts rest on a line of an original that MATLAB runs otherwise than the engine that ran it."""
    from matdrop.differences.in_originals import MATLAB, differences_of

    by_pair = {result.case.pair.name: result for result in report.results if result.reference is not None}
    for name, result in by_pair.items():
        assert result.reference is not None
        engine = result.reference.engine
        # A line that the engine refuses ends the original: no verdict rests on it.
        for known in differences_of(result.case.pair, engine, refusals=False):
            said = known.between(engine, MATLAB)
            console.print(
                f"the verdict on {name} rests on {said}", style="yellow", markup=False, highlight=False, soft_wrap=True
            )


def _show_not_traced(report: ExplainedReport, console: Console) -> None:
    """Say which pairs could not be traced, and what a trace leaves out."""
    for pair, trace in report.traces.items():
        if isinstance(trace, str):
            text = f"[yellow]NOT TRACED:[/] {escape(pair)}: {escape(trace)}"
            console.print(text, highlight=False, soft_wrap=True)
        for remark in () if isinstance(trace, str) else trace.remarks:
            console.print(f"{pair}: {remark}", markup=False, highlight=False, soft_wrap=True)
