"""The case table (TOML) that verification, tests, fixture recording and reports all read."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from matdrop.cases.case import Case, Verdict
from matdrop.cases.generate import generated_args
from matdrop.cases.pair import Pair, pair_of
from matdrop.cases.tolerance import Tolerance
from matdrop.errors import MatdropError

PACKAGE = Path(__file__).parents[1]


# In a checkout the originals stand beside the package, in a wheel inside it.
OWN_TABLE = next(
    (folder / "matlab_ref/cases.toml" for folder in (PACKAGE.parent, PACKAGE) if (folder / "matlab_ref").is_dir()),
    PACKAGE / "matlab_ref/cases.toml",
)


SETTINGS = {"fixtures", "strict"}


PAIR_KEYS = {"original", "port", "outputs", "printed", "arguments", "zero_based", "strict"}
PAIR_KEYS |= {"tolerance", "expected", "why", "case", "generate"}


CASE_KEYS = {"name", "args", "seed", "tolerance", "expected", "why"}


GENERATE_KEYS = {"name", "cases", "args", "seed"}


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


def find_table(folder: Path) -> Path:
    """Find the case table of the project that a folder is in.

    Parameters
    ----------
    folder : Path
        Where to start; then its parents.

    Returns
    -------
    Path
        A ``parity.toml``, or a ``pyproject.toml`` with ``[tool.matdrop]``; else matdrop's own table.

    Examples
    --------
    >>> find_table(Path("/")) == OWN_TABLE
    True
    """
    for place in (folder, *folder.parents):
        if (place / "parity.toml").is_file():
            return place / "parity.toml"
        project = place / "pyproject.toml"
        if project.is_file() and re.search(r"^\[tool\.matdrop[\].]", project.read_text(encoding="utf-8"), re.MULTILINE):
            return project
    return OWN_TABLE


def load_table(path: Path) -> CaseTable:
    """Read a case table.

    Parameters
    ----------
    path : Path
        A TOML file with one table for each pair: ``port``, ``outputs``, ``tolerance`` and an array
        ``case``; ``original`` where the ``.m`` file is not named like the pair. ``generate`` asks for
        random cases. The table ``[matdrop]`` has the folder ``fixtures`` and ``strict``. In a
        ``pyproject.toml`` all of that stands under ``[tool.matdrop]``.

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
    if path.name == "pyproject.toml":
        document = document.get("tool", {}).get("matdrop", {})
        settings = {key: document.pop(key) for key in SETTINGS & document.keys()}
    else:
        settings = document.pop("matdrop", {})
    if unknown := settings.keys() - SETTINGS:
        raise MatdropError(
            f"{path}, [matdrop]: the key {sorted(unknown)[0]!r} is unknown; known are {sorted(SETTINGS)}"
        )
    cases: list[Case] = []
    for name, entry in document.items():
        try:
            cases += _pair_cases(path.parent, name, {"strict": settings.get("strict", False), **entry})
        except (MatdropError, KeyError, TypeError, ValueError) as error:
            what = f"the key {error} is missing" if isinstance(error, KeyError) else str(error)
            raise MatdropError(f"{path}, [{name}]: {what}") from None
    return CaseTable(path, (path.parent / settings.get("fixtures", "fixtures")).resolve(), tuple(cases))


def _pair_cases(folder: Path, name: str, entry: Mapping[str, Any]) -> list[Case]:
    _check_keys(entry, PAIR_KEYS)
    original = (folder / entry.get("original", f"{name}.m")).resolve()
    if not original.is_file():
        raise MatdropError(f'there is no original {original}; name it with original = "FILE.m"')
    pair = pair_of(
        original,
        entry["port"],
        name=name,
        outputs=entry.get("outputs"),
        printed=entry.get("printed", False),
        strict=entry["strict"],
        arguments=tuple(entry.get("arguments", ())),
        zero_based=tuple(entry.get("zero_based", ())),
    )
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
    tolerance = given.get("tolerance", {})
    if isinstance(tolerance, str) or (isinstance(tolerance, Mapping) and set(tolerance) & {"rtol", "atol"}):
        tolerance = dict.fromkeys(outputs, tolerance)
    if unknown := set(tolerance) - set(outputs) if outputs else set():
        raise MatdropError(f"tolerance names {unknown.pop()}, which is no output; outputs are {', '.join(outputs)}")
    return Case(
        pair,
        name,
        tuple(given.get("args", ())),
        given.get("seed"),
        {output: Tolerance.parse(spec) for output, spec in tolerance.items()},
        expected,
        given.get("why", ""),
        generated,
    )


def _check_keys(given: Mapping[str, Any], known: set[str]) -> None:
    if unknown := given.keys() - known:
        raise MatdropError(f"the key {sorted(unknown)[0]!r} is unknown; known are {', '.join(sorted(known))}")
