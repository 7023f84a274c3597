"""`matdrop certificate`: checking a certificate by running it again, its page and its badge."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console

from matdrop.cli.adequacy import measured
from matdrop.cli.common import AS_EXPECTED, DIFFERS, check_folder, progress_bar, write
from matdrop.cli.options import add_own, project_table
from matdrop.errors import MatdropError

if TYPE_CHECKING:
    from matdrop.adequacy.outcome import Adequacy, Fate
    from matdrop.verification.run import Report

SHOWN = 20


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the parser.

    Parameters
    ----------
    commands : argparse._SubParsersAction
        The parser's commands.
    """
    certificate = commands.add_parser("certificate")
    actions = certificate.add_subparsers(required=True, metavar="ACTION")
    check = actions.add_parser("check", help="run it again", description=_check.__doc__)
    check.add_argument("file", type=Path, metavar="FILE", help="the certificate")
    add_own(check)
    check.set_defaults(command=_check)
    badge = actions.add_parser("badge", help="draw its badge", description=_badge.__doc__)
    badge.add_argument("file", type=Path, metavar="FILE", help="the certificate")
    badge.add_argument("-o", "--output", type=Path, default=Path("matdrop.svg"), metavar="FILE", help="matdrop.svg")
    badge.set_defaults(command=_badge)
    page = actions.add_parser("page", help="show it as a page", description=_page.__doc__)
    page.add_argument("file", type=Path, metavar="FILE", help="the certificate")
    page.add_argument(
        "-o", "--output", type=Path, default=Path("certificate.html"), metavar="FILE", help="certificate.html"
    )
    page.set_defaults(command=_page)


def _check(options: argparse.Namespace, console: Console) -> int:
    """Run again what a certificate says, in the same engines, and say what no longer holds."""
    from matdrop.verification.certificate import changes, read_certificate
    from matdrop.version import __version__

    old = read_certificate(options.file)
    missing = _missing(old)
    found = changes(old, _made_again(old, options)) if not missing else []
    for line in missing:
        console.print(f"NOT CHECKED: {line}", style="yellow", markup=False, highlight=False, soft_wrap=True)
    for line in found[:SHOWN]:
        console.print(f"NO LONGER HOLDS: {line}", style="bold red", markup=False, highlight=False, soft_wrap=True)
    if len(found) > SHOWN:
        console.print(f"and {len(found) - SHOWN} more")
    if old.get("matdrop") != __version__:
        console.print(f"it was made by matdrop {old.get('matdrop')}; this is {__version__}", highlight=False)
    if not found and not missing:
        ran_in = ", ".join(old["engines"]) or "saved references"
        text = f"all of it holds: cases: {len(old['cases'])}, results: {len(old['results'])}, in {ran_in}"
        console.print(text, style="bold green", highlight=False, soft_wrap=True)
    return DIFFERS if found or missing else AS_EXPECTED


def _missing(certificate: Mapping[str, Any]) -> list[str]:
    """Return which of its engines are not here."""
    from matdrop.engines.find import find_engine

    found = {engine: find_engine(_name(engine)) for engine in certificate["engines"]}
    return [f"{engine}: {about.reason}; {about.remedy}" for engine, about in found.items() if about.reason]


def _name(engine: str) -> str:
    """Return the name by which an engine is found: octave-9.4.0 of GNU Octave 9.4.0."""
    program, _, version = str(engine).rpartition(" ")
    return "matlab" if program == "MATLAB" else f"octave-{version}"


def _made_again(old: Mapping[str, Any], options: argparse.Namespace) -> dict[str, Any]:
    """Verify what a certificate says, in each of its engines.

    Raises
    ------
    MatdropError
        If the table does not have what the certificate asks for.
    """
    from matdrop.engines.find import session_of
    from matdrop.verification.certificate import certificate_of
    from matdrop.verification.run import verify

    table = project_table(options.own)
    cases = table.select(old["asked"])
    reports: list[Report] = []
    for engine in old["engines"]:
        name = _name(engine)
        with session_of(name) as session, progress_bar(f"running the originals in {engine}", len(cases)) as progress:
            reports.append(verify(table, cases, "live", progress, engine=name, session=session))
    if "saved" in old["references"]:
        reports.append(verify(table, cases, "saved"))
    again = None if "adequacy" not in old else _adequacy_again(old, reports, table.path.parent)
    return certificate_of(table, old["asked"], reports, again)


def _adequacy_again(old: Mapping[str, Any], reports: Sequence[Report], folder: Path) -> dict[str, Any]:
    """Measure again what the cases notice, with as many changes of each port as before."""
    from matdrop.engines.find import session_of
    from matdrop.verification.run import Report

    at_most = int(old["adequacy"]["at_most"])
    engine = _name(old["engines"][0]) if old["engines"] else "octave"
    together = Report(tuple(result for report in reports for result in report.results))
    with session_of(engine) as session:
        return adequacy_of(measured(together, folder, session, at_most), at_most)


def adequacy_of(found: Adequacy, at_most: int) -> dict[str, Any]:
    """Return what a certificate says of what the cases notice.

    Parameters
    ----------
    found : Adequacy
        By pair.
    at_most : int
        How many changes of each port were tried.

    Returns
    -------
    dict
        For each pair how many changes had which fate.
    """
    fates: tuple[Fate, ...] = ("noticed", "survived", "unreached", "equivalent")
    pairs = {pair.pair.name: {fate: pair.count(fate) for fate in fates} for pair in found.pairs}
    return {"at_most": at_most, "pairs": pairs}


def _badge(options: argparse.Namespace, console: Console) -> int:
    """Draw the badge of a certificate: how many cases, and in which engines they ran."""
    from matdrop.reports.badge import badge

    return _written("badge", badge(_unedited(options)), options, console)


def _page(options: argparse.Namespace, console: Console) -> int:
    """Show a certificate as a page: sources, engines, and for each output the tolerance and the difference."""
    from matdrop.reports.certificate_page import certificate_page

    title = options.file.resolve().parent.name
    return _written("page", certificate_page(_unedited(options), options.file.name, title), options, console)


def _unedited(options: argparse.Namespace) -> dict[str, Any]:
    """Read the certificate that is to be shown; one that was edited says what nobody has proven."""
    from matdrop.verification.certificate import document_digest, read_certificate

    check_folder("--output", options.output)
    certificate = read_certificate(options.file)
    if certificate.get("digest") != document_digest(certificate):
        raise MatdropError(f"{options.file} was edited: its digest does not fit its content; make it again")
    return certificate


def _written(what: str, text: str, options: argparse.Namespace, console: Console) -> int:
    write("--output", options.output, text)
    console.print(f"the {what} is {options.output}", highlight=False, markup=False, soft_wrap=True)
    return AS_EXPECTED
