"""`matdrop port`: a first port of an original."""

from __future__ import annotations

import argparse
from pathlib import Path

from rich.console import Console

from matdrop.cli.common import AS_EXPECTED, DIFFERS, check_folder, write
from matdrop.cli.options import add_path, seconds
from matdrop.errors import MatdropError


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the parser.

    Parameters
    ----------
    commands : argparse._SubParsersAction
        The parser's commands.
    """
    port = commands.add_parser(
        "port", help="write a first port, line for line, and verify it", description=_port.__doc__
    )
    port.add_argument("original", type=Path, metavar="ORIGINAL.m", help="a function or a script")
    port.add_argument(
        "--args",
        action="append",
        metavar="EXPRESSIONS",
        help="the arguments of a case as MATLAB expressions; repeatable",
    )
    port.add_argument("--seed", type=int, help="seeds every generator; the port gets the same random numbers")
    port.add_argument("--nargout", type=int, metavar="N", help="how many outputs to ask for; all by default")
    port.add_argument("-o", "--output", type=Path, metavar="PORT.py", help="the file to write (ORIGINAL.py)")
    port.add_argument("--force", action="store_true", help="replace an existing file")
    port.add_argument("--timeout", type=seconds, default=60.0, metavar="S", help="seconds each side may take (60)")
    add_path(port)
    port.set_defaults(command=_port)


def _port(options: argparse.Namespace, console: Console) -> int:
    """Run an original in GNU Octave, write a port from what its values are there, and verify the port.

    The port is line for line: MATLAB's names, each line with its MATLAB line. A line that cannot be translated raises
    NotImplementedError. What rests on the cases alone is said at its line, so more cases give a better port. Without
    --args inputs are proposed, and shown.

    Raises
    ------
    MatdropError
        If the file exists, or the original fails on all inputs.
    """
    from matdrop.cases.case import Case
    from matdrop.cases.pair import pair_of
    from matdrop.engines.octave_session import Octave
    from matdrop.init.proposal import propose_inputs
    from matdrop.source.fragments import split_arguments
    from matdrop.translate.proof import port_and_prove

    output = options.output or options.original.with_suffix(".py")
    check_folder("-o", output)
    if output.exists() and not options.force:
        raise MatdropError(f"{output} exists; --force replaces it, -o writes another file")
    pair = pair_of(options.original, "", nargout=options.nargout, path=options.path or ())
    arguments = [tuple(split_arguments(text)) for text in options.args or []]
    with Octave(options.timeout) as session:
        if not arguments:
            arguments, failure = propose_inputs(pair.original, session, options.path or ())
            if not arguments:
                raise MatdropError(
                    f"{pair.original.name} fails on all inputs that were proposed: {failure}; pass --args"
                )
            for args in arguments:
                _say(console, f"proposed inputs: --args {', '.join(args)!r}" if args else "no inputs")
        seed = options.seed if options.seed is not None else 1
        cases = [Case(pair, f"case_{number}", args, seed) for number, args in enumerate(arguments, 1)]
        proof = port_and_prove(cases, session, options.timeout)
    write("-o", output, proof.port.text)
    for line in proof.port.untranslated:
        _say(console, f"not translated: line {line.line} of {line.file.name}: {line.reason}", "yellow")
    for result in proof.results:
        _say(console, f"{result.verdict} {result.case.name}: {_detail(result)}".rstrip(": "))
    for declared in proof.port.declarations:
        _say(console, f"for verify: --convention {declared!r}")
    _say(console, f"the port is {output}; next: matdrop verify {options.original} {output} --args ...")
    return AS_EXPECTED if proof.is_proven else DIFFERS


def _detail(result: object) -> str:
    from matdrop.verification.result import Result

    assert isinstance(result, Result)
    if result.error:
        return result.error
    wrong = [f"{output.name}: {output.mismatch.detail}" for output in result.outputs if output.mismatch]
    return "; ".join(wrong)


def _say(console: Console, text: str, style: str | None = None) -> None:
    console.print(text, markup=False, highlight=False, soft_wrap=True, style=style)
