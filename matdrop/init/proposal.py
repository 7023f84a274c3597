"""A first case table for a project: pairs matched by name, inputs proposed from the sources and tried."""

from __future__ import annotations

import itertools
import json
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from matdrop.cases.case import Case
from matdrop.cases.declared_conventions import AS_IN_MATLAB, DeclaredConventions, changes, toml_line
from matdrop.cases.pair import Pair, pair_of
from matdrop.cases.reference import OriginalError, Reference
from matdrop.engines.programs import find_octave
from matdrop.engines.session import Session
from matdrop.errors import MatdropError
from matdrop.init.inputs import InputSets, leaves_of
from matdrop.init.pairing import Match, match
from matdrop.init.sources import assigned_in, literal_calls, matlab_functions
from matdrop.init.trial import HANGS, ROUNDS, SECONDS, Candidate, Candidates, Trial, choose_inputs, interest
from matdrop.search.undetermined import are_steady
from matdrop.source.matlab import parse, read
from matdrop.source.matlab_names import base_name
from matdrop.source.matlab_syntax import Assignment, For, walk
from matdrop.source.names import normalize_name
from matdrop.source.original import called_by, declaration_of, sources_of
from matdrop.values.value import Value, is_char, is_number_array

DRAWS = {"rand", "randn", "randi", "randperm", "rande", "randg", "randp"}
GIVEN_CALLS = 3
STEADY = 4  # inputs of which it is asked at most whether rounding decides
MORE = 4  # further inputs of the same classes that are proposed for an original without a port


@dataclass(frozen=True)
class Proposal:
    """A pair that was found, with the arguments of its cases; they were tried in Octave if it is installed.

    Attributes
    ----------
    original, port : Path
        The files.
    function : str
        The port's function; empty for a script.
    cases : tuple of tuple of str
        MATLAB expressions.
    seed : int or None
        Set if the original draws random numbers.
    conventions : DeclaredConventions
        In what the port's calling differs from MATLAB's, as it was found by names or by trying.
    outputs : tuple of str
        As a case table has them, if it needs them.
    remarks : tuple of str
        What the user should know.
    nargout : int or None
        How many outputs are asked for, of an original that returns as many as are asked for.
    """

    original: Path
    port: Path
    function: str
    cases: tuple[tuple[str, ...], ...]
    seed: int | None = None
    conventions: DeclaredConventions = AS_IN_MATLAB
    outputs: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    nargout: int | None = None


def propose(paths: Sequence[Path], search: Sequence[Path] = ()) -> tuple[list[Proposal], list[str]]:
    """Match originals with ports by name and propose inputs.

    Parameters
    ----------
    paths : sequence of Path
        ``.m`` and ``.py`` files, and folders of them.
    search : sequence of Path
        More folders in which functions that the originals call are found.

    Returns
    -------
    proposals : list of Proposal
        Sorted by original.
    remarks : list of str
        What was left out and why: originals without a port, ports without an original, files that are not MATLAB.

    Raises
    ------
    MatdropError
        If a path does not exist, no original or no port is among them, or Octave was found and does not start.

    Examples
    --------
    >>> propose([Path("no-such-folder")])
    Traceback (most recent call last):
    matdrop.errors.MatdropError: file or folder not found: no-such-folder
    """
    matches, remarks = match(paths)
    texts = _texts(paths, matches)
    trials = [_trial(found, texts, search) for found in matches]
    if find_octave().path is not None and trials:
        choose_inputs(trials)
    else:
        for trial in trials:
            trial.cases = [next(trial.candidates).args]
    return [_proposal(found, trial) for found, trial in zip(matches, trials, strict=True)], remarks


def propose_inputs(
    original: Path, session: Session, search: Sequence[Path] = (), rounds: Sequence[int] = ROUNDS
) -> tuple[list[tuple[str, ...]], str]:
    """Propose inputs for an original that has no port yet.

    Parameters
    ----------
    original : Path
        The ``.m`` file.
    session : Session
        An engine, in which they are tried.
    search : sequence of Path
        More folders in which functions that the original calls are found.
    rounds : sequence of int
        How many inputs are tried in each round, until some are found.

    Returns
    -------
    cases : list of tuple of str
        MATLAB expressions, case by case; the first are the likeliest on which the original runs and has outputs that
        are not trivial, and that rounding does not decide.
    remark : str
        The original's error where it gets furthest, if it fails on all inputs that were tried; else empty.

    Raises
    ------
    EngineUnavailableError
        If the engine does not start.
    """
    alone = Match(original, original, None)
    trial = _trial(alone, _texts([], [alone]), search)
    best: tuple[int, Candidate | None] = (-1, None)
    ran: list[tuple[Candidate, Case, Reference]] = []
    failed: list[OriginalError] = []
    asked = 0
    for size in rounds:
        batch = list(itertools.islice(trial.candidates, size))
        tried = [_proposed(trial, candidate.args) for candidate in batch]
        for candidate, case, reference in zip(batch, tried, session.run(tried), strict=True):
            found = interest(trial.pair, reference)
            trial.candidates.learn(candidate, reference, found)
            if reference.error is not None:
                failed.append(reference.error)
                trial.hangs += reference.error.ended_engine
                continue
            ran.append((candidate, case, reference))
            if found > best[0] and asked < STEADY:
                asked += 1
                found = found if are_steady([(case, reference)], session, SECONDS)[0] else 0
            if found > best[0]:
                best = (found, candidate)
        if best[0] >= max(len(trial.pair.outputs), 1) or trial.hangs >= HANGS:
            break
    _, chosen = best
    if chosen is None:
        return [], max(failed, key=lambda error: error.reached).message if failed else ""
    others = [_proposed(trial, args) for args in chosen.others]
    running = [pair for pair in zip(others, session.run(others), strict=True) if pair[1].error is None]
    kinds = next(_kinds_of(reference) for candidate, _, reference in ran if candidate is chosen)
    alike = [(case, reference) for _, case, reference in ran if _kinds_of(reference) == kinds][:MORE]
    steady = are_steady([*running, *alike], session, SECONDS)
    kept = [case.args for (case, _), is_steady in zip([*running, *alike], steady, strict=True) if is_steady]
    return list(dict.fromkeys([chosen.args, *kept])), ""


def _proposed(trial: Trial, args: tuple[str, ...]) -> Case:
    return Case(trial.pair, "proposed", args, trial.seed)


def _kinds_of(reference: Reference) -> tuple[str, ...]:
    return tuple(map(_kind_of, reference.inputs))


def _kind_of(value: Value) -> str:
    """Return numbers, text, or the name of another type."""
    return "numbers" if is_number_array(value) else "text" if is_char(value) else type(value).__name__


def table_text(proposals: Sequence[Proposal], folder: Path, search: Sequence[Path] = ()) -> str:
    """Write proposals as a case table.

    Parameters
    ----------
    proposals : sequence of Proposal
        As `propose` returns them.
    folder : Path
        The folder of the table.
    search : sequence of Path
        More folders in which functions that the originals call are found.

    Returns
    -------
    str
        TOML.

    Examples
    --------
    >>> print(table_text([Proposal(Path("/a/f.m"), Path("/a/f.py"), "f", (("1",),))], Path("/a")))
    # Pairs found by name, with inputs proposed from the sources: replace them by your own.
    # `args` are MATLAB expressions, given to both sides. `matdrop verify` runs every case.
    <BLANKLINE>
    [f]
    original = "f.m"
    port = "f.py:f"
    [[f.case]]
    name = "proposed_1"
    args = ["1"]
    <BLANKLINE>
    """
    lines = [
        "# Pairs found by name, with inputs proposed from the sources: replace them by your own.",
        "# `args` are MATLAB expressions, given to both sides. `matdrop verify` runs every case.",
        "",
    ]
    if search:
        lines += ["[matdrop]", f"path = {json.dumps([_relative(place, folder) for place in search])}", ""]
    for proposal, name in zip(proposals, _names([proposal.original for proposal in proposals]), strict=True):
        key = name if re.fullmatch(r"[\w-]+", name, re.ASCII) else json.dumps(name)
        port = _relative(proposal.port, folder) + (f":{proposal.function}" if proposal.function else "")
        lines += ["# " + re.sub(r"[^ -~]", "?", remark) for remark in proposal.remarks]
        lines += [f"[{key}]", f"original = {json.dumps(_relative(proposal.original, folder))}"]
        lines.append(f"port = {json.dumps(port)}")
        lines += [toml_line(key, value) for key, value in changes(AS_IN_MATLAB, proposal.conventions).items()]
        lines += [toml_line("outputs", proposal.outputs)] if proposal.outputs else []
        lines += [f"nargout = {proposal.nargout}"] if proposal.nargout is not None else []
        for number, args in enumerate(proposal.cases, 1):
            lines += [f"[[{key}.case]]", f'name = "proposed_{number}"']
            lines += [f"seed = {proposal.seed}"] if proposal.seed is not None else []
            lines += [f"args = {json.dumps(list(args))}"]
        lines.append("")
    return "\n".join(lines)


def _trial(found: Match, texts: Sequence[str], search: Sequence[Path]) -> Trial:
    port = str(found.port.resolve()) + (f":{found.function.name}" if found.function else "")
    outputs = _common_outputs(found) if declaration_of(found.original).is_script else None
    declared = DeclaredConventions(arguments=found.arguments)
    pair = pair_of(found.original, port, outputs=outputs, conventions=declared, path=search)
    draws = not DRAWS.isdisjoint(called_by(found.original))
    return Trial(pair, 1 if draws else None, _candidates(found, texts))


def _candidates(found: Match, texts: Sequence[str]) -> Candidates:
    """Find inputs: first those of calls that were found, then what the sources suggest."""
    functions = {function.name: function for file in sources_of(found.original) for function in matlab_functions(file)}
    original = next(iter(matlab_functions(found.original)), None)
    if original is None and not declaration_of(found.original).is_script:
        raise MatdropError(f"{found.original.name}: its function cannot be read")
    if original is None or declaration_of(found.original).is_script or not original.parameters:
        return Candidates([Candidate(())])
    calls = literal_calls(found.original.stem, [original.help, *texts])
    calls = [args for args in calls if len(args) <= len(original.parameters)][:GIVEN_CALLS]
    given = [Candidate(args, tuple(calls[:k] + calls[k + 1 :])) for k, args in enumerate(calls)]
    return Candidates(given, InputSets(leaves_of(original, functions, found.function)), original.required)


def _texts(paths: Sequence[Path], matches: Sequence[Match]) -> list[str]:
    """Read the code of all ``.m`` files there are, in which originals may be called."""
    folders = {found.original.parent for found in matches}
    files = {file.resolve() for path in paths if path.is_dir() for file in path.rglob("*.m")}
    files |= {file.resolve() for folder in folders for file in folder.glob("*.m")}
    return [read(file).code() for file in sorted(files) if file.is_file()]


def _common_outputs(found: Match) -> list[str] | None:
    """Return the variables that both scripts assign, without loop variables; None if there are none."""
    nodes = [node for part in read(found.original).statements for node in walk(part)]
    targets = [target for node in nodes if isinstance(node, Assignment) for target in node.targets]
    names = [name for target in targets if (name := base_name(target))]
    loops = {base_name(node.variable) for node in nodes if isinstance(node, For)}
    theirs = {normalize_name(name) for name in assigned_in(found.port)}
    common = [name for name in dict.fromkeys(names) if normalize_name(name) in theirs and name not in loops]
    return common or None


def _proposal(found: Match, trial: Trial) -> Proposal:
    pair = trial.pair
    is_script = declaration_of(found.original).is_script
    nothing = "the two scripts have no variable of the same name; if the port is a function, name it, and its outputs"
    remarks = (found.remark, trial.remark or trial.refused, nothing if is_script and not pair.outputs else "")
    drawn = any(not DRAWS.isdisjoint(parse(argument).names) for args in trial.cases for argument in args)
    return Proposal(
        found.original,
        found.port,
        found.function.name if found.function else "",
        tuple(trial.cases),
        1 if drawn else trial.seed,
        pair.conventions,
        pair.outputs if is_script or pair.outputs != _outputs(found) else (),
        tuple(filter(None, (*remarks, _tried_conventions(found, pair)))),
        trial.nargout,
    )


def _outputs(found: Match) -> tuple[str, ...]:
    """Return the outputs that are compared if the table does not name them."""
    return pair_of(found.original, "").outputs


def _tried_conventions(found: Match, pair: Pair) -> str:
    """Say which conventions were found by trying: without them the port fails, and only its author knows."""
    plain = DeclaredConventions(arguments=found.arguments)
    tried = changes(plain, pair.conventions)
    return f"found by trying, so see whether it is meant: {', '.join(tried)}" if tried else ""


def _names(originals: Sequence[Path]) -> list[str]:
    """Return a name for every original in the table: its file's, with a folder's or a number if that is taken."""
    stems = [original.stem for original in originals]
    taken = {"matdrop"}  # the table's own settings
    names = []
    for original in originals:
        stem = original.stem
        alone = stems.count(stem) == 1 and stem not in taken
        name = stem if alone else f"{original.resolve().parent.name}_{stem}"
        number = 2
        while name in taken:
            name, number = f"{original.resolve().parent.name}_{stem}_{number}", number + 1
        taken.add(name)
        names.append(name)
    return names


def _relative(path: Path, folder: Path) -> str:
    return Path(os.path.relpath(path.resolve(), folder.resolve())).as_posix()
