"""A port that is written, verified on all cases, held against the original by statements, and tried beyond them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from matdrop.cases.call_arguments import check_arguments
from matdrop.cases.case import Case
from matdrop.cases.pair import pair_of
from matdrop.cases.reference import Reference
from matdrop.engines.octave_session import Octave
from matdrop.engines.session import Session
from matdrop.errors import MatdropError
from matdrop.source.fragments import split_arguments
from matdrop.source.matlab import read
from matdrop.translate.for_figures import handles_among_outputs
from matdrop.translate.further_inputs import FurtherInputs, try_further
from matdrop.translate.marks import marked
from matdrop.translate.modules import modules_of
from matdrop.translate.observation import Observation, merged, observe
from matdrop.translate.one_dimension import in_one_dimension
from matdrop.translate.port import Port, Style, write_port
from matdrop.translate.prover import Checked, Prover
from matdrop.translate.statement_check import StatementCheck
from matdrop.verification.result import Result
from matdrop.verification.returned_functions import holds_function

TRIES = 200  # inputs beyond the cases on which a port is tried
ROUNDS = 3  # times that cases are made of what is found there, and the port is written anew


@dataclass(frozen=True)
class Proof:
    """A port, and what came of it.

    Attributes
    ----------
    port : Port
        What was written.
    results : tuple of Result
        The verdict on each case, those that were found last.
    checks : tuple of StatementCheck
        For the first cases, how the statements compare.
    mended : tuple of str
        What was changed because a statement differed.
    said : tuple of str
        What could not be observed.
    further : FurtherInputs or None
        What came of inputs beyond the cases; None if they were not tried.
    found : tuple of Case
        Inputs on which a first form of the port differed; it was written anew with them as cases, and agrees.
    differing : tuple of Result
        Inputs beyond the cases on which the port still differs.
    modules : mapping of str to str
        The texts of the modules that the port imports, by their names.
    """

    port: Port
    results: tuple[Result, ...]
    checks: tuple[StatementCheck, ...] = ()
    mended: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    further: FurtherInputs | None = None
    found: tuple[Case, ...] = ()
    differing: tuple[Result, ...] = ()
    modules: Mapping[str, str] = field(default_factory=dict)

    @property
    def agrees(self) -> bool:
        """Whether there is a case, and the port agrees on each on which the original runs."""
        return Checked(self.port, self.results).agrees

    @property
    def passing(self) -> set[str]:
        """The names of the cases that agree."""
        return {result.case.name for result in self.results if result.verdict == "PASS"}

    @property
    def is_proven(self) -> bool:
        """Whether the port agrees on all cases, and no inputs beyond them are known on which it differs."""
        return self.agrees and not self.differing


def first_port(
    original: str | Path,
    *arguments: str,
    seed: int = 1,
    tries: int = TRIES,
    style: Style = "matlab",
    timeout: float = 60.0,
) -> Proof:
    """Write a first port of an original, line for line, from what it does in GNU Octave, and prove it.

    Parameters
    ----------
    original : str or Path
        The ``.m`` file of a function or a script.
    *arguments : str
        The arguments of each case as MATLAB expressions, such as ``"[1 2 3], 0.5"``.
    seed : int
        Seeds every generator; the port gets the same random numbers.
    tries : int
        On how many inputs of a search the port is tried, besides the cases' own, moved and shuffled; 0 for none.
    style : {"matlab", "numpy"}
        Whether each line has its line of MATLAB as a comment, or the comments are the original's own alone and vectors
        that are used as such are 1-D.
    timeout : float
        Seconds that each side may take on a case.

    Returns
    -------
    Proof
        The port is ``proof.port.text``; ``proof.is_proven`` says whether nothing is known in which it differs.

    Raises
    ------
    EngineUnavailableError
        If Octave is not found or does not start.
    MatdropError
        If the original is not found, or defines a class, or no arguments are given.

    Examples
    --------
    >>> from matdrop.cases.table import OWN_TABLE
    >>> from matdrop.engines.find import find_engine
    >>> original = OWN_TABLE.parent / "inverted_dropout_predict.m"
    >>> proof = first_port(original, "magic(3)", tries=3) if find_engine("octave").path else None
    >>> proof.is_proven if proof else True
    True
    """
    check_arguments(original=original, seed=seed, tries=tries, timeout=timeout)
    if not arguments:
        raise MatdropError("no arguments: pass those of a case, such as '[1 2 3], 0.5'; for none pass ''")
    pair = pair_of(Path(original).resolve(), "")
    cases = [
        Case(pair, f"case_{number}", tuple(split_arguments(text)), seed) for number, text in enumerate(arguments, 1)
    ]
    with Octave(timeout) as session:
        return port_and_prove(cases, session, timeout, tries, style)


def port_and_prove(
    cases: Sequence[Case], session: Session, timeout: float = 60.0, tries: int = TRIES, style: Style = "matlab"
) -> Proof:
    """Write the port of an original, call it on all cases, hold its statements against the original's, and go beyond.

    Parameters
    ----------
    cases : sequence of Case
        Of one original; what their pair names as the port does not matter.
    session : Session
        An engine.
    timeout : float
        Seconds that the port may take on a case.
    tries : int
        On how many inputs of a search it is tried, besides the cases' own, moved and shuffled; 0 for none.
    style : {"matlab", "numpy"}
        Whether each line has its line of MATLAB as a comment, or the comments are the original's own alone and vectors
        that are used as such are 1-D.

    Returns
    -------
    Proof
        The port and the verdicts. Where a statement stores another value than the original's, changes of it were
        tried; where none agrees, it raises `NotImplementedError`. Inputs on which the port differed became cases, and
        the port was written anew; where it differs still, the line is marked.

    Raises
    ------
    EngineUnavailableError
        If the engine is not found or does not start.
    MatdropError
        If the original is not found, or defines a class, or no case calls it.
    """
    cases = [_without_handles(case) for case in cases]
    proof, prover = _written(cases, session, timeout, style)
    left: tuple[Case, ...] = ()  # inputs on which the port differs, and with which it cannot be written anew
    for round_ in range(ROUNDS + 1):
        if not tries or not proof.agrees:
            break
        proof = _tried(proof, prover, tries, left)
        new = _named(proof, left)
        if not new:
            break
        if round_ < ROUNDS:
            proof, prover, new = _written_anew(cases, proof, prover, new, timeout)
        left += new  # on those of the last round it is not written anew: what was not tried would not be said
    proof = _with_differing(_with_statements(proof, prover), prover, left)
    return _in_one_dimension(proof, prover) if style == "numpy" else proof


def _in_one_dimension(proof: Proof, prover: Prover) -> Proof:
    """Make vectors 1-D that are used as such alone, if all cases still agree."""
    port = in_one_dimension(proof.port)
    results = prover.results(port) if port.text != proof.port.text else proof.results
    return replace(proof, port=port, results=results) if Checked(port, results).agrees else proof


def _written_anew(
    cases: Sequence[Case], proof: Proof, prover: Prover, new: tuple[Case, ...], timeout: float
) -> tuple[Proof, Prover, tuple[Case, ...]]:
    """Write a port from more cases; return the better of the two, and the new cases on which it differs."""
    old = [*cases, *proof.found]
    again, other = _written([*old, *new], prover.session, timeout, proof.port.style)
    agreeing = tuple(case for case in new if case.name in again.passing)
    if agreeing and len(agreeing) < len(new):
        again, other = _written([*old, *agreeing], prover.session, timeout, proof.port.style)
    if (not agreeing or not again.agrees) and len(new) > 1:  # one of them may be in the way of the others
        left: tuple[Case, ...] = ()
        for case in new:
            proof, prover, more = _written_anew(cases, proof, prover, (case,), timeout)
            left += more
        return proof, prover, left
    if not agreeing or not again.agrees:
        return proof, prover, new
    left = tuple(case for case in new if case not in agreeing)
    return replace(again, found=(*proof.found, *agreeing), further=proof.further), other, left


def _with_statements(proof: Proof, prover: Prover) -> Proof:
    """Hold the statements of the last form of a port against the original's."""
    found = prover.statements(Checked(proof.port, proof.results, proof.checks, proof.mended))
    return replace(proof, port=found.port, checks=found.checks)


def _written(cases: Sequence[Case], session: Session, timeout: float, style: Style) -> tuple[Proof, Prover]:
    """Write a port from what the original does on some cases, and prove it on these."""
    prover = Prover(cases, session, timeout)
    _check_that_one_was_called(cases, prover.references)
    observation = observe(cases, session)
    port = write_port(cases[0].pair.original, observation, style=style)
    checked = prover.checked(port)
    if not checked.agrees:  # a scalar in one case has been no obstacle to a product of matrices in the others
        late = write_port(cases[0].pair.original, observation, style=style, decides_late=True)
        other = prover.checked(late) if late.text != port.text else checked
        checked = other if other.agrees else checked
    said = (
        *_handles(cases[0]),
        *_unobserved(cases, prover.references, observation),
        *_returned_functions(prover.references),
        *map(_by_rounding, checked.undetermined),
    )
    return Proof(checked.port, checked.results, checked.checks, checked.mended, said), prover


def _without_handles(case: Case) -> Case:
    """Return a case without the outputs that are handles of figures, which a port does not have, beside others."""
    handles = _handles_of(case)
    if not handles or set(case.pair.outputs) <= {*handles, *case.pair.ignored}:
        return case
    return replace(case, pair=replace(case.pair, ignored=tuple(dict.fromkeys((*case.pair.ignored, *handles)))))


def _handles_of(case: Case) -> tuple[str, ...]:
    file = read(case.pair.original)
    return handles_among_outputs(file.functions[0]) if file.functions and not file.declares_script else ()


def _handles(case: Case) -> Iterator[str]:
    """Say which outputs are not compared, as a figure is not."""
    if case.pair.outputs and set(case.pair.outputs) <= {*_handles_of(case)}:
        yield "all outputs are handles of figures, which a port does not have: there is nothing to compare"
    for name in sorted({*case.pair.ignored}.intersection(_handles_of(case))):
        yield f"{name} is not compared: it is a handle of a figure, which a port does not have"


def _check_that_one_was_called(cases: Sequence[Case], references: Sequence[Reference]) -> None:
    """Refuse cases none of which calls the original: a port of it would be a guess.

    Raises
    ------
    MatdropError
        With the first argument that is wrong.
    """
    errors = [reference.error for reference in references]
    first = errors[0]
    # Without a line the call itself is refused, such as one with too many arguments.
    if first is not None and all(error is not None and (error.stage != "call" or error.line < 1) for error in errors):
        args = ", ".join(map(str, cases[0].args))
        raise MatdropError(
            f"no case calls {cases[0].pair.original.name}, so no port is written; {first.message}: {args}"
        )


def _tried(proof: Proof, prover: Prover, tries: int, left: tuple[Case, ...] = ()) -> Proof:
    """Try a port on inputs beyond the cases on which it agrees."""
    cases = [case for case in prover.cases if case.name in proof.passing]
    return replace(proof, further=try_further(prover, proof.port, cases, tries, left))


def _named(proof: Proof, left: tuple[Case, ...]) -> tuple[Case, ...]:
    """Return the inputs that were found, but for those that are left, as cases with names of their own."""
    known = {str(case.args) for case in left}
    found = proof.further.differing if proof.further is not None else ()
    new = [case for case in found if str(case.args) not in known]
    count = len(proof.found) + len(left)
    return tuple(replace(case, name=f"found_{number}") for number, case in enumerate(new, count + 1))


def _with_differing(proof: Proof, prover: Prover, cases: Sequence[Case]) -> Proof:
    """Say on what inputs beyond the cases a port differs, and mark the statements that do."""
    if not cases:
        return proof
    prover, port = prover.on(cases), proof.port
    differing = tuple(result for result in prover.results(port) if result.verdict != "PASS")
    for place, case in enumerate(cases):
        check = prover.check(port, place)
        if check is not None and check.difference is not None:
            port = marked(port, check.difference, ", ".join(map(str, case.args)))
    return replace(proof, port=port, differing=differing)


def _by_rounding(name: str) -> str:
    return f"{name} differs by rounding: inputs moved by one unit in the last place give the original other values, too"


def _unobserved(cases: Sequence[Case], references: Sequence[Reference], observation: Observation) -> Iterator[str]:
    """Say in which cases the original runs and its observed copy does not: less is known of them."""
    for case, reference, seen in zip(cases, references, observation.references, strict=True):
        if reference.error is None and seen.error is not None:
            yield f"{case.name} could not be observed to its end ({seen.error.message}); less is known of what follows"


def _returned_functions(references: Sequence[Reference]) -> Iterator[str]:
    """Say which outputs are functions, or hold some: they are called on both sides, on a few arguments."""
    names = [name for one in references for name, value in one.outputs.items() if holds_function(value)]
    for name in dict.fromkeys(names):
        yield f"the output {name} is a function, or holds one: both sides call theirs on the same sample arguments"


def as_modules(proof: Proof, cases: Sequence[Case], session: Session, timeout: float = 60.0) -> Proof:
    """Split a port by the files of its original, and call what came of it on all cases again.

    Parameters
    ----------
    proof : Proof
        Of a port as one file.
    cases : sequence of Case
        Those that it was written from.
    session : Session
        An engine.
    timeout : float
        Seconds that the port may take on a case.

    Returns
    -------
    Proof
        Of the original's own module and those that it imports.

    Raises
    ------
    MatdropError
        If the files share global variables, or call each other in a circle.
    """
    port, modules = modules_of(proof.port, cases[0].pair.original)
    prover = Prover([*cases, *proof.found], session, timeout, modules)
    return replace(proof, port=port, modules=modules, results=prover.results(port))


def port_and_prove_all(
    groups: Sequence[Sequence[Case]],
    session: Session,
    timeout: float = 60.0,
    tries: int = TRIES,
    style: Style = "matlab",
) -> list[Proof]:
    """Write the ports of several originals, which import each other, and prove each on its cases.

    Parameters
    ----------
    groups : sequence of sequence of Case
        The cases of each original.
    session : Session
        An engine.
    timeout : float
        Seconds that a port may take on a case.
    tries : int
        On how many inputs of a search each is tried, besides its cases' own, moved and shuffled; 0 for none.
    style : {"matlab", "numpy"}
        Whether each line has its line of MATLAB as a comment, or the comments are the original's own alone and vectors
        that are used as such are 1-D.

    Returns
    -------
    list of Proof
        For each original. What was seen of a function when others called it counts for its port, too.

    Raises
    ------
    EngineUnavailableError
        If the engine is not found or does not start.
    MatdropError
        If an original is not found, or defines a class.
    """
    together = merged([observe(cases, session) for cases in groups])
    ports = [write_port(cases[0].pair.original, together, by_file=True, style=style) for cases in groups]
    names = [cases[0].pair.original.stem for cases in groups]
    texts = {name: port.text for name, port in zip(names, ports, strict=True)}
    proofs = []
    for name, port, cases in zip(names, ports, groups, strict=True):
        prover = Prover(cases, session, timeout, texts)
        checked = prover.checked(port)
        texts[name] = checked.port.text  # those that follow import what was mended
        proof = Proof(checked.port, checked.results, checked.checks, checked.mended)
        proof = _with_statements(proof, prover)
        if proof.agrees and tries:
            proof = _tried(proof, prover, tries)
            proof = _with_differing(proof, prover, _named(proof, ()))
        proofs.append(proof)
    return proofs


def judge_port(port: Port, cases: Sequence[Case], session: Session, timeout: float = 60.0) -> tuple[Result, ...]:
    """Call a port on other cases than those that it was written from.

    Parameters
    ----------
    port : Port
        What was written.
    cases : sequence of Case
        Of the original.
    session : Session
        An engine.
    timeout : float
        Seconds that the port may take on a case.

    Returns
    -------
    tuple of Result
        The verdict on each case.

    Raises
    ------
    EngineUnavailableError
        If the engine is not found or does not start.
    """
    return Prover([_without_handles(case) for case in cases], session, timeout).results(port) if cases else ()
