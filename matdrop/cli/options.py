"""Options that several commands have, and the pair and the table that they name."""

from __future__ import annotations

import argparse
import re
import tomllib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from matdrop.cases.case import Case, arguments_from
from matdrop.cases.declared_conventions import DeclaredConventions, conventions_of
from matdrop.cases.pair import pair_of
from matdrop.cases.table import OWN_TABLE, CaseTable, find_table, load_table
from matdrop.errors import MatdropError
from matdrop.source.matlab_files import check_original, why_not_called
from matdrop.source.original import split_method


def count(text: str) -> int:
    """Read a number of things.

    Parameters
    ----------
    text : str
        As it was typed.

    Returns
    -------
    int
        At least 1.

    Raises
    ------
    argparse.ArgumentTypeError
        If it is not a whole number from 1.

    Examples
    --------
    >>> count("3")
    3
    """
    if not text.isdecimal() or not int(text):
        raise argparse.ArgumentTypeError(f"{text} is not a whole number from 1")
    return int(text)


def seconds(text: str) -> float:
    """Read a time.

    Parameters
    ----------
    text : str
        As it was typed.

    Returns
    -------
    float
        More than 0.

    Raises
    ------
    argparse.ArgumentTypeError
        If it is not more than 0.
    ValueError
        If it is not a number.

    Examples
    --------
    >>> seconds("0.5")
    0.5
    """
    seconds = float(text)
    if not seconds > 0:
        raise argparse.ArgumentTypeError(f"{text} is not a time; write seconds, more than 0")
    return seconds


def add_pair_options(parser: argparse._ActionsContainer) -> None:
    """Add the options of `verify` and `trace` for a pair on the command line.

    Parameters
    ----------
    parser : argparse parser or group
        Of the command.
    """
    parser.add_argument(
        "--inputs", type=Path, metavar="FILE.mat", help="a case: variables with the names of the parameters"
    )
    parser.add_argument("--seed", type=int, help="seeds every generator; the port gets the same random numbers")
    parser.add_argument("--nargout", type=int, metavar="N", help="how many outputs to ask for; all by default")
    parser.add_argument("--outputs", metavar="A,B", help="names of the outputs, or of a script's variables")
    parser.add_argument("--arguments", metavar="A,B", help="the port's parameters, in the order of the original's")
    parser.add_argument("--zero-based", metavar="A,B", help="inputs and outputs that count from 0 in the port")
    parser.add_argument(
        "--convention", action="append", metavar="LINE", help="what a table would declare: 'transposed = [\"X\"]'"
    )
    parser.add_argument(
        "--adapter",
        default="",
        metavar="FILE.py:FUNCTION",
        help="a function of the port and MATLAB's inputs, which calls the port and returns MATLAB's outputs",
    )
    parser.add_argument(
        "--constructor",
        metavar="EXPRESSIONS",
        help="of a class: the arguments of its constructor, as MATLAB expressions",
    )
    add_path(parser)
    parser.add_argument("--tolerance", metavar="T", help="exact, ulp:N, or a relative tolerance such as 1e-9")
    parser.add_argument(
        "--strict",
        action="store_true",
        help="accept no NumPy forms: 1-D does not count as a vector, an int not as a double",
    )


def add_path(parser: argparse._ActionsContainer) -> None:
    """Add the choice of more folders for the search path of originals.

    Parameters
    ----------
    parser : argparse parser or group
        Of the command.
    """
    parser.add_argument(
        "--path",
        action="append",
        default=[],
        type=Path,
        metavar="FOLDER",
        help="a folder in which MATLAB functions that the original calls are found; repeatable",
    )


def with_path(table: CaseTable, folders: Sequence[Path]) -> CaseTable:
    """Return a table whose originals find functions in more folders, too.

    Parameters
    ----------
    table : CaseTable
        The project.
    folders : sequence of Path
        As ``--path`` names them.

    Returns
    -------
    CaseTable
        With them before the folders that the table names.

    Raises
    ------
    MatdropError
        If one of them is not found.
    """
    for folder in folders:
        if not folder.is_dir():
            raise MatdropError(f"--path {folder}: folder not found")
    if not folders:
        return table
    given = tuple(folder.resolve() for folder in folders)
    pairs = {case.pair: replace(case.pair, path=(*given, *case.pair.path)) for case in table.cases}
    return replace(table, cases=tuple(replace(case, pair=pairs[case.pair]) for case in table.cases))


def add_engine(parser: argparse.ArgumentParser) -> None:
    """Add the choice of the engine.

    Parameters
    ----------
    parser : argparse.ArgumentParser
        Of the command.
    """
    parser.add_argument(
        "--engine",
        default="octave",
        metavar="NAME",
        help="the engine that runs the originals: octave (the default), octave-11 or another version, matlab, a name "
        "under [engines] of the table, or the path of a program",
    )


def add_jobs(parser: argparse.ArgumentParser) -> None:
    """Add the choice of how many processes share the work, and where.

    Parameters
    ----------
    parser : argparse.ArgumentParser
        Of the command.
    """
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--jobs", type=count, default=1, metavar="N", help="processes, each with its own engine (1)")
    where.add_argument(
        "--dask", dest="jobs", metavar="ADDRESS", help="the scheduler of a Dask cluster, tcp://host:8786"
    )


def is_pair(names: Sequence[str], own: bool = False) -> bool:
    """Whether the command line names a pair of files, and not cases of the table.

    Parameters
    ----------
    names : sequence of str
        As they were typed.
    own : bool
        Whether ``--own`` was typed, too.

    Returns
    -------
    bool
        True if the first name is a ``.m`` file, or a method in one.

    Raises
    ------
    MatdropError
        If another name than the first is a ``.m`` file, or matdrop's own cases are asked for, too.

    Examples
    --------
    >>> is_pair(["f.m", "f.py"]), is_pair(["f/one"])
    (True, False)
    """
    originals = [name for name in names if name.endswith(".m") or ".m:" in name or why_not_called(Path(name))]
    if originals and originals[0] != names[0]:
        raise MatdropError(f"{' '.join(names)}: the original comes first: ORIGINAL.m PORT.py[:function]")
    if originals and own:
        raise MatdropError(f"{' '.join(names)}: --own is for matdrop's own cases; leave it out, or name one of those")
    return bool(originals)


def asked_cases(options: argparse.Namespace) -> tuple[CaseTable, tuple[Case, ...]]:
    """Return the table and the cases of it that the command line names: of a pair of files, or of the project.

    Parameters
    ----------
    options : argparse.Namespace
        With the options of `add_pair_options` and `add_own`, ``names`` and ``args``.

    Returns
    -------
    table : CaseTable
        The table, of which only the pairs that are named have been read.
    cases : tuple of Case
        Its cases that were named; all of them if none was.

    Raises
    ------
    MatdropError
        If the pair is not valid, there is no table, or a name is neither a pair nor a case of it.
    """
    if is_pair(options.names, options.own):
        table = table_of_pair(options)
        return table, table.cases
    table = with_path(project_table(options.own, options.names), options.path)
    return table, table.select(options.names)


def check_accept(options: argparse.Namespace, instead: str) -> None:
    """Refuse ``--accept`` where there is no table of the user's to write to.

    Parameters
    ----------
    options : argparse.Namespace
        With ``accept``, ``names`` and ``own``.
    instead : str
        What to do for a pair of files.

    Raises
    ------
    MatdropError
        If a pair of files is named, or matdrop's own table.
    """
    if options.accept and is_pair(options.names):
        raise MatdropError(f"a pair on the command line has no table to write to; {instead}")
    if options.accept and options.own:
        raise MatdropError("--accept writes into a project's table, never into matdrop's own; leave --own out")


def check_fixtures(reference: str) -> None:
    """Refuse saved references of a pair of files: it has none.

    Parameters
    ----------
    reference : str
        What ``--reference`` says.

    Raises
    ------
    MatdropError
        If fixtures are asked for.
    """
    if reference not in ("auto", "live"):
        raise MatdropError("a pair on the command line has no fixtures; write a parity.toml (`matdrop init`)")


def table_of_pair(options: argparse.Namespace) -> CaseTable:
    """Make a table of the pair that the command line names.

    Parameters
    ----------
    options : argparse.Namespace
        With the options of `add_pair_options`, ``names`` and ``args``.

    Returns
    -------
    CaseTable
        A case for each ``--args``, and one for ``--inputs``.

    Raises
    ------
    MatdropError
        If the pair, its inputs or the tolerance are missing or not valid.
    """
    from matdrop.cases.tolerance import Tolerance
    from matdrop.source.fragments import split_arguments

    if len(options.names) != 2:
        raise MatdropError("an original needs one port: ORIGINAL.m PORT.py[:function] --args ...")
    conventions, outputs = _declared(options)
    (original, method), port = split_method(options.names[0]), options.names[1]
    check_original(original)
    if not re.fullmatch(r"[A-Za-z]\w*", original.stem, re.ASCII):
        raise MatdropError(
            f"{original.name} has a name that MATLAB cannot call; rename it, using letters, digits and _"
        )
    pair = pair_of(
        original,
        port,
        outputs=outputs,
        nargout=options.nargout,
        strict=options.strict,
        conventions=conventions,
        adapter=options.adapter,
        method=method,
    )
    arguments = [split_arguments(text) for text in options.args or []]
    if options.inputs is not None:
        arguments.append(arguments_from(options.inputs, pair, getattr(options, "engine", "octave")))
    if not arguments and pair.declaration.parameters:
        wanted = ", ".join(pair.declaration.parameters)
        raise MatdropError(f'{original.name} takes {wanted}; pass them with --args "..." or --inputs FILE.mat')
    constructor = tuple(split_arguments(options.constructor)) if options.constructor else ()
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
        Case(pair, f"case_{number}", tuple(args), options.seed, tolerance, constructor=constructor)
        for number, args in enumerate(arguments or [[]], 1)
    ]
    return with_path(CaseTable(Path.cwd() / "parity.toml", Path.cwd() / "fixtures", tuple(cases)), options.path)


def _declared(options: argparse.Namespace) -> tuple[DeclaredConventions, list[str] | None]:
    """Read the conventions and outputs that the command line declares, in a table's own words or by short options."""
    given: dict[str, Any] = {}
    for line in options.convention or []:
        try:
            given |= tomllib.loads(line)
        except tomllib.TOMLDecodeError as error:
            raise MatdropError(
                f"--convention {line}: {error}; write it as in a table, such as 'zero_based = [\"labels\"]'"
            ) from None
    for key in ("arguments", "zero_based"):
        if text := getattr(options, key):
            given[key] = text.split(",")
    outputs = given.pop("outputs", None)
    if outputs is not None and not (isinstance(outputs, list) and all(isinstance(name, str) for name in outputs)):
        raise MatdropError(f"outputs = {outputs}: write the names of outputs, such as 'outputs = [\"sigma\"]'")
    return conventions_of(given), options.outputs.split(",") if options.outputs else outputs


def add_own(parser: argparse.ArgumentParser) -> None:
    """Add the choice of matdrop's own cases.

    Parameters
    ----------
    parser : argparse.ArgumentParser
        Of the command.
    """
    parser.add_argument("--own", action="store_true", help="matdrop's own cases, not those of a project")


def project_table(own: bool, names: Sequence[str] = ()) -> CaseTable:
    """Load the table that a command works on.

    Parameters
    ----------
    own : bool
        Whether that is matdrop's own; otherwise it is the project's, found from the working folder.
    names : sequence of str
        As for `load_table`.

    Returns
    -------
    CaseTable
        With at least one case.

    Raises
    ------
    MatdropError
        If there is no table, or it cannot be read.

    Examples
    --------
    >>> project_table(own=True).path == OWN_TABLE
    True
    """
    return load_table(OWN_TABLE if own else find_table(Path.cwd()), names)


def recorded_table(own: bool) -> CaseTable:
    """Load the table that a command works on as it is recorded; matdrop's own together with the rows of the pitfalls.

    Parameters
    ----------
    own : bool
        As for `project_table`.

    Returns
    -------
    CaseTable
        With at least one case.

    Raises
    ------
    MatdropError
        If there is no table, or it cannot be read.

    Examples
    --------
    >>> recorded_table(own=True).select(["inverted_dropout/article"])[0].id
    'inverted_dropout/article'
    """
    from matdrop.pitfalls.recorded import with_pitfalls

    table = project_table(own)
    return with_pitfalls(table) if own else table
