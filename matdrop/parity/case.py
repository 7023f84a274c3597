"""Cases, and the case table (TOML) that verification, tests, fixture recording and reports all read."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, get_args

from matdrop.errors import MatdropError
from matdrop.parity.compare import Tolerance
from matdrop.parity.generate import generated_args
from matdrop.parity.original import Declaration, declaration_of
from matdrop.parity.values import digest

Verdict = Literal["PASS", "MISMATCH", "ORIGINAL FAILED", "PORT FAILED", "BOTH FAILED", "STALE", "UNVERIFIED"]
PACKAGE = Path(__file__).parents[1]
# In a checkout the originals stand beside the package, in a wheel inside it.
OWN_TABLE = next(
    (folder / "matlab_ref/cases.toml" for folder in (PACKAGE.parent, PACKAGE) if (folder / "matlab_ref").is_dir()),
    PACKAGE / "matlab_ref/cases.toml",
)

PAIR_KEYS = {"original", "port", "outputs", "printed", "tolerance", "expected", "why", "case", "generate"}
CASE_KEYS = {"name", "args", "seed", "tolerance", "expected", "why"}
GENERATE_KEYS = {"name", "cases", "args", "seed"}


@dataclass(frozen=True)
class Pair:
    """An original and its port.

    Attributes
    ----------
    name : str
        The table's name for the pair.
    original : Path
        The ``.m`` file, a function or a script.
    port : str
        ``module:function`` or ``path/file.py:function``.
    outputs : tuple of str
        Names of the outputs; of a script, the variables that it leaves behind.
    printed : bool
        Whether what both sides print is compared too, as an output named ``printed``.
    """

    name: str
    original: Path
    port: str
    outputs: tuple[str, ...]
    printed: bool = False

    @cached_property
    def declaration(self) -> Declaration:
        """What the original declares."""
        return declaration_of(self.original)


@dataclass(frozen=True)
class Case:
    """One set of inputs and a seed for a pair.

    Attributes
    ----------
    pair : Pair
        What is verified.
    name : str
        A MATLAB identifier, unique in its pair.
    args : tuple
        The arguments: a str is a MATLAB expression that the reference evaluates, anything else a value.
    seed : int or None
        Seeds every generator before the arguments are evaluated; the call goes on from there.
    tolerance : mapping of str to Tolerance
        By output; what is not named must be exact.
    expected : str
        The verdict that is expected.
    why : str
        Why another verdict than PASS is expected.
    """

    pair: Pair
    name: str
    args: tuple[Any, ...] = ()
    seed: int | None = None
    tolerance: Mapping[str, Tolerance] = field(default_factory=dict)
    expected: Verdict = "PASS"
    why: str = ""
    generated: bool = False

    @property
    def id(self) -> str:
        """The name that the case has among all cases."""
        return f"{self.pair.name}/{self.name}"

    @cached_property
    def definition(self) -> str:
        """A hash of what is asked of the original: arguments, seed, outputs."""
        args = [["expression" if isinstance(arg, str) else "value", arg] for arg in self.args]
        return digest([args, [] if self.seed is None else self.seed, list(self.pair.outputs), self.pair.printed])


@dataclass(frozen=True)
class CaseTable:
    """The cases of a project and the folder of their fixtures."""

    path: Path
    fixtures: Path
    cases: tuple[Case, ...]

    def select(self, names: list[str]) -> tuple[Case, ...]:
        """Pick the cases of the named pairs, or single cases named ``pair/case``.

        Parameters
        ----------
        names : list of str
            Names of pairs or cases; empty for all.

        Returns
        -------
        tuple of Case
            In the order of the table.

        Raises
        ------
        MatdropError
            If a name is not in the table.

        Examples
        --------
        >>> [case.id for case in load_table(OWN_TABLE).select(["inverted_dropout/article"])]
        ['inverted_dropout/article']
        """
        known = {case.pair.name for case in self.cases} | {case.id for case in self.cases}
        for name in names:
            if name not in known:
                pairs = ", ".join(dict.fromkeys(case.pair.name for case in self.cases))
                raise MatdropError(f"{name} is neither a pair nor a case of {self.path}; its pairs are {pairs}")
        return tuple(case for case in self.cases if not names or case.pair.name in names or case.id in names)


def load_table(path: Path) -> CaseTable:
    """Read a case table.

    Parameters
    ----------
    path : Path
        A TOML file with one table for each pair: ``port``, ``outputs``, ``tolerance`` and an array
        ``case``; ``original`` where the ``.m`` file is not named like the pair. ``generate`` asks for
        random cases. The table ``[matdrop]`` has the folder ``fixtures``.

    Returns
    -------
    CaseTable
        Every case, the generated ones included.

    Raises
    ------
    MatdropError
        If the file cannot be read or something in it is not understood: with the file and the key.

    Examples
    --------
    >>> table = load_table(OWN_TABLE)
    >>> table.cases[0].id
    'inverted_dropout/article'
    """
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise MatdropError(f"the case table {path} cannot be read: {error.strerror}") from None
    except tomllib.TOMLDecodeError as error:
        raise MatdropError(f"the case table {path} is not valid TOML: {error}") from None
    settings = document.pop("matdrop", {})
    cases: list[Case] = []
    for name, entry in document.items():
        try:
            cases += _pair_cases(path.parent, name, entry)
        except (MatdropError, KeyError, TypeError, ValueError) as error:
            what = f"the key {error} is missing" if isinstance(error, KeyError) else str(error)
            raise MatdropError(f"{path}, [{name}]: {what}") from None
    return CaseTable(path, (path.parent / settings.get("fixtures", "fixtures")).resolve(), tuple(cases))


def _pair_cases(folder: Path, name: str, entry: Mapping[str, Any]) -> list[Case]:
    _check_keys(entry, PAIR_KEYS)
    original = (folder / entry.get("original", f"{name}.m")).resolve()
    if not original.is_file():
        raise MatdropError(f'there is no original {original}; name it with original = "FILE.m"')
    pair = Pair(name, original, entry["port"], tuple(entry["outputs"]), entry.get("printed", False))
    shared = {key: entry[key] for key in ("tolerance", "expected", "why") if key in entry}
    cases = [_case(pair, {**shared, **given}) for given in entry.get("case", [])]
    for block in entry.get("generate", []):
        _check_keys(block, GENERATE_KEYS)
        for number, (args, seed) in enumerate(generated_args(block["args"], block["cases"], block["seed"]), 1):
            given = {**shared, "name": f"{block['name']}_{number:03}", "args": args, "seed": seed}
            cases.append(_case(pair, given, generated=True))
    names = [case.name for case in cases]
    if twice := {case_name for case_name in names if names.count(case_name) > 1}:
        raise MatdropError(f"two cases are named {twice.pop()}")
    return cases


def _case(pair: Pair, given: Mapping[str, Any], generated: bool = False) -> Case:
    _check_keys(given, CASE_KEYS)
    name = given["name"]
    if not re.fullmatch(r"[A-Za-z]\w{0,62}", name):
        raise MatdropError(f"the case name {name!r} is no MATLAB identifier, which its fixture needs")
    expected = given.get("expected", "PASS")
    if expected not in get_args(Verdict):
        raise MatdropError(f"expected = {expected!r} is no verdict; verdicts are {', '.join(get_args(Verdict))}")
    if expected != "PASS" and not given.get("why"):
        raise MatdropError(f"the case {name} expects {expected}, so it must say why")
    outputs = [*pair.outputs, *(["printed"] if pair.printed else [])]
    tolerance = given.get("tolerance", "exact")
    by_output = tolerance if isinstance(tolerance, Mapping) and set(tolerance) & set(outputs) else None
    if by_output is None:
        by_output = dict.fromkeys(outputs, tolerance)
    return Case(
        pair,
        name,
        tuple(given.get("args", ())),
        given.get("seed"),
        {output: Tolerance.parse(spec) for output, spec in by_output.items()},
        expected,
        given.get("why", ""),
        generated,
    )


def _check_keys(given: Mapping[str, Any], known: set[str]) -> None:
    if unknown := given.keys() - known:
        raise MatdropError(f"the key {sorted(unknown)[0]!r} is unknown; known are {', '.join(sorted(known))}")
