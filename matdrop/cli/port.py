"""`matdrop port`: a first port of an original, or of a folder of them."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from matdrop.cli.common import AS_EXPECTED, DIFFERS, check_folder, console_for_errors, write
from matdrop.cli.options import add_path, seconds
from matdrop.errors import MatdropError

if TYPE_CHECKING:
    from matdrop.cases.case import Case
    from matdrop.engines.session import Session
    from matdrop.translate.proof import Proof
    from matdrop.verification.result import Result


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the parser.

    Parameters
    ----------
    commands : argparse._SubParsersAction
        The parser's commands.
    """
    port = commands.add_parser("port", description=_port.__doc__)
    port.add_argument(
        "original", type=Path, metavar="ORIGINAL.m", help="a function or a script, or a folder of functions"
    )
    port.add_argument(
        "--args",
        action="append",
        metavar="EXPRESSIONS",
        help="the arguments of a case as MATLAB expressions; repeatable",
    )
    port.add_argument("--cases", type=Path, metavar="TABLE.toml", help="take the original's cases of a case table")
    port.add_argument("--seed", type=int, help="seeds every generator; the port gets the same random numbers")
    port.add_argument("--nargout", type=int, metavar="N", help="how many outputs to ask for; all by default")
    port.add_argument(
        "-o", "--output", type=Path, metavar="PORT.py", help="the file, or for a folder the folder, to write"
    )
    port.add_argument(
        "--tries",
        type=_tries,
        default=200,
        metavar="N",
        help="inputs of a search to try it on, besides the cases' own in another order (200); 0 for none",
    )
    port.add_argument(
        "--style",
        choices=("matlab", "numpy"),
        default="matlab",
        help="each line with its MATLAB line as a comment (matlab), or without them and with 1-D vectors (numpy)",
    )
    port.add_argument(
        "--into", choices=("all",), help="all: a module for each file that the original calls, beside the port"
    )
    port.add_argument("--force", action="store_true", help="replace existing files")
    port.add_argument("--json", action="store_true", help="print what came of it as JSON")
    port.add_argument("--timeout", type=seconds, default=60.0, metavar="S", help="seconds each side may take (60)")
    add_path(port)
    port.set_defaults(command=_port)


def _tries(text: str) -> int:
    """Read a number of inputs.

    Raises
    ------
    argparse.ArgumentTypeError
        If it is negative, or no whole number.
    """
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is no number of inputs")
    return int(text)


def _port(options: argparse.Namespace, console: Console) -> int:
    """Run an original in GNU Octave, write a port from what its values are there, and prove the port.

    The port is line for line: MATLAB's names, each line with its MATLAB line. Each statement is held against the
    values that the original stores there. A line that cannot be translated, or that differs whatever change of it was
    tried, raises NotImplementedError. Then the port is tried on inputs that the cases do not have. Those on which it
    differs become cases, and the port is written anew; where it differs still, that is said, and marked at its line.
    Without --args and --cases inputs are proposed, and shown. Of a folder the functions get a module each, and import
    each other.

    Raises
    ------
    MatdropError
        If a file exists, or the original fails on all inputs.
    """
    from matdrop.engines.octave_session import Octave

    said = console_for_errors() if options.json else console  # standard output is the JSON's alone
    with Octave(options.timeout) as session:
        written = port_originals(options, session, said)
    _print(written, options, console)
    return AS_EXPECTED if all(proof.is_proven for _, proof in written.values()) else DIFFERS


def port_originals(options: argparse.Namespace, session: Session, console: Console) -> dict[Path, tuple[Path, Proof]]:
    """Write the ports of an original, or of a folder of them, and prove them.

    Parameters
    ----------
    options : argparse.Namespace
        As the command takes them.
    session : Session
        An Octave.
    console : rich.console.Console
        Shows the inputs that are proposed.

    Returns
    -------
    dict of Path to tuple
        For each original the file of its port, and what proves it.

    Raises
    ------
    MatdropError
        If a file exists, or the original fails on all inputs.
    """
    from matdrop.translate.proof import port_and_prove_all

    outputs = _outputs(options)
    groups = {path: _cases_of(path, options, session, console) for path in outputs}
    groups = {path: cases for path, cases in groups.items() if cases}
    if not groups:
        raise MatdropError("nothing to port: no original runs on the inputs that were proposed")
    if options.original.is_dir():
        proofs = port_and_prove_all(list(groups.values()), session, options.timeout, options.tries, options.style)
    else:
        proofs = [_proven(cases, options, session) for cases in groups.values()]
    written = {path: (outputs[path], proof) for path, proof in zip(groups, proofs, strict=True)}
    for output, proof in written.values():
        output.parent.mkdir(parents=True, exist_ok=True)
        for module, text in {output.stem: proof.port.text, **proof.modules}.items():
            write("-o", output.with_name(f"{module}.py"), text)
    return written


def _proven(cases: list[Case], options: argparse.Namespace, session: Session) -> Proof:
    """Port one original: into one file, or into a module for each file."""
    from matdrop.translate.proof import as_modules, port_and_prove

    proof = port_and_prove(cases, session, options.timeout, options.tries, options.style)
    return as_modules(proof, cases, session, options.timeout) if options.into else proof


def _print(written: Mapping[Path, tuple[Path, Proof]], options: argparse.Namespace, console: Console) -> None:
    """Print what came of all ports, as text or as JSON."""
    if options.json:
        from matdrop.reports.port_data import port_json

        print(json.dumps(port_json(written), indent=1, allow_nan=False))
        return
    for path, (output, proof) in written.items():
        _show(console, path, output, proof)


def _outputs(options: argparse.Namespace) -> dict[Path, Path]:
    """Return the file to write for each original."""
    from matdrop.source.matlab import read

    original: Path = options.original
    existing: list[Path] = []
    if not original.is_dir():
        outputs = {original: options.output or original.with_suffix(".py")}
        check_folder("-o", outputs[original])
        existing = _existing_modules(original, outputs[original], options)
    else:
        if options.into:
            raise MatdropError("--into belongs to one original; a folder becomes modules without it")
        if options.args or options.nargout is not None:
            raise MatdropError("--args and --nargout belong to one original; for a folder pass --cases, or neither")
        folder = options.output or original
        files = [path for path in sorted(original.glob("*.m")) if read(path).functions and not read(path).classes]
        outputs = {path: folder / f"{path.stem}.py" for path in files if not read(path).declares_script}
        if not outputs:
            raise MatdropError(f"no MATLAB function in {original}")
    existing += [path for path in outputs.values() if path.exists()]
    if existing and not options.force:
        raise MatdropError(f"{existing[0]} exists; --force replaces it, -o writes elsewhere")
    return outputs


def _existing_modules(original: Path, output: Path, options: argparse.Namespace) -> list[Path]:
    """Return the files that modules of called files would replace."""
    from matdrop.source.original import sources_of

    if not options.into or not original.is_file():
        return []
    modules = [output.with_name(f"{path.stem}.py") for path in sources_of(original, options.path or ())]
    return [path for path in modules if path.exists() and path.stem != original.stem]


def _cases_of(path: Path, options: argparse.Namespace, session: Session, console: Console) -> list[Case]:
    """Return the cases of an original: those that were given, of the table, or with inputs that are proposed."""
    from matdrop.cases.case import Case
    from matdrop.cases.pair import pair_of
    from matdrop.cases.table import load_table
    from matdrop.source.fragments import split_arguments

    pair = pair_of(path, "", nargout=options.nargout, path=options.path or ())
    cases: list[Case] = []
    if options.cases is not None:
        cases = [case for case in load_table(options.cases).cases if case.pair.original == pair.original]
        if not cases and not options.original.is_dir():
            raise MatdropError(f"{options.cases} has no case of {path.name}")
    arguments = [tuple(split_arguments(text)) for text in options.args or []]
    if not cases and not arguments:
        arguments = _proposed(pair.original, options, session, console)
    seed = options.seed if options.seed is not None else 1
    return cases + [Case(pair, f"case_{number}", args, seed) for number, args in enumerate(arguments, 1)]


def _proposed(original: Path, options: argparse.Namespace, session: Session, console: Console) -> list[tuple[str, ...]]:
    """Propose inputs and show them; of a folder, say which original is left out.

    Raises
    ------
    MatdropError
        If the only original fails on all of them.
    """
    from matdrop.init.proposal import propose_inputs

    arguments, failure = propose_inputs(original, session, options.path or ())
    if not arguments:
        said, why = f"{original.name} fails on all inputs that were proposed", f"where it gets furthest: {failure}"
        if not options.original.is_dir():
            raise MatdropError(f"{said}; pass inputs on which it runs by --args; {why}")
        _say(console, f"left out: {said}; {why}", "yellow")
    for args in arguments:
        shown = f"--args {', '.join(args)!r}" if args else "none"
        _say(console, f"proposed inputs of {original.name}: {shown}")
    return arguments


def _show(console: Console, original: Path, output: Path, proof: Proof) -> None:
    """Print what came of a port."""
    _show_writing(console, proof)
    for case in proof.found:
        _say(console, f"a first form differed on {case.name}, which now is a case: --args {', '.join(case.args)!r}")
    for result in proof.results:
        _say(console, " - ".join([f"{result.verdict} {result.case.name}", *_details(result)]))
    if proof.checks:
        _say(console, _checked(proof))
    if proof.further is not None:
        _say(console, str(proof.further))
    for result in proof.differing:
        shown = " - ".join([f"differs beyond the cases: --args {', '.join(result.case.args)!r}", *_details(result)])
        _say(console, shown, "yellow")
    for declared in proof.port.declarations:
        _say(console, f"for verify: --convention {declared!r}")
    for module in proof.modules:
        _say(console, f"the port of {module}.m is {output.with_name(f'{module}.py')}")
    _say(console, f"the port of {original.name} is {output}")


def _show_writing(console: Console, proof: Proof) -> None:
    """Print what was not seen, not translated, and mended."""
    for said in proof.said:
        _say(console, said, "yellow")
    for line in proof.port.untranslated:
        _say(console, f"not translated: line {line.line} of {line.file.name}: {line.reason}", "yellow")
    for said in proof.mended:
        _say(console, f"mended by the recorded values: {said}")


def _checked(proof: Proof) -> str:
    """Return the sentence on the statements that were held against the original's."""
    first = next((check.difference for check in proof.checks if check.difference is not None), None)
    if first is not None:
        return f"the first statement that differs: line {first.origin.line} of {first.origin.file.name}: {first.reason}"
    statements = max(check.statements for check in proof.checks)
    values = sum(check.values for check in proof.checks)
    return f"statement by statement: {statements} statements stored what the original stored ({values} values)"


def _details(result: Result) -> Iterator[str]:
    if result.error:
        yield result.error
    wrong: Sequence[str] = [f"{output.name}: {output.mismatch.detail}" for output in result.outputs if output.mismatch]
    if wrong:
        yield "; ".join(wrong)


def _say(console: Console, text: str, style: str | None = None) -> None:
    console.print(text, markup=False, highlight=False, soft_wrap=True, style=style)
