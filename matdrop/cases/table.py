"""The case table (TOML) that verification, tests, fixture recording and reports all read."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from matdrop.cases.case import Case
from matdrop.cases.declared_conventions import DeclaredConventions
from matdrop.cases.entries import CaseEntry, GenerateEntry, PairEntry, Settings, first_given
from matdrop.cases.generate import generated_args
from matdrop.cases.pair import Pair, pair_of
from matdrop.cases.tolerance import Tolerance
from matdrop.cases.toml_reader import Place, load_toml, nearest, read_entry, toml_text
from matdrop.errors import MatdropError, did_you_mean
from matdrop.source.matlab_files import check_original
from matdrop.source.original import split_method

PACKAGE = Path(__file__).parents[1]
# In a checkout the originals and their fixtures stand beside the package, in a wheel in its folder `own`.
OWN = PACKAGE / "own" if (PACKAGE / "own").is_dir() else PACKAGE.parent
OWN_TABLE = OWN / "matlab_ref/cases.toml"


@dataclass(frozen=True)
class CaseTable:
    """The cases of a project, the folder of their fixtures, and the programs of the engines that it names."""

    path: Path
    fixtures: Path
    cases: tuple[Case, ...]
    engines: Mapping[str, str] = field(default_factory=dict)

    def engine(self, name: str) -> str:
        """Return the program of an engine that the table names under ``[engines]``.

        Parameters
        ----------
        name : str
            The name of an engine.

        Returns
        -------
        str
            The path of the program; the name itself where the table does not have it.

        Examples
        --------
        >>> load_table(OWN_TABLE).engine("octave-11")
        'octave-11'
        """
        return self.engines.get(name, self.engines.get(f"octave-{name}", name))

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
                meant = did_you_mean(name, known)
                raise MatdropError(f"{name} is neither a pair nor a case of {self.path}{meant}; its pairs are {pairs}")
        return tuple(case for case in self.cases if not names or case.pair.name in names or case.id in names)

    def beside(self, cases: Sequence[Case]) -> list[Case]:
        """Return all cases of the pairs of some: a change of a port has to agree on all of them.

        Parameters
        ----------
        cases : sequence of Case
            Of this table.

        Returns
        -------
        list of Case
            In the order of the table.

        Examples
        --------
        >>> table = load_table(OWN_TABLE)
        >>> len(table.beside(table.select(["inverted_dropout/article"]))) == len(table.select(["inverted_dropout"]))
        True
        """
        pairs = {case.pair.name for case in cases}
        return [case for case in self.cases if case.pair.name in pairs]


def find_table(folder: Path) -> Path:
    """Find the case table of the project that a folder is in.

    Parameters
    ----------
    folder : Path
        Where to start; then its parents.

    Returns
    -------
    Path
        A ``parity.toml``, or a ``pyproject.toml`` with ``[tool.matdrop]``.

    Raises
    ------
    MatdropError
        If there is none.

    Examples
    --------
    >>> find_table(Path("/"))
    Traceback (most recent call last):
    matdrop.errors.MatdropError: no parity.toml in / or above it; write one with `matdrop init FOLDER`, ...
    """
    for place in (folder, *folder.parents):
        if (place / "parity.toml").is_file():
            return place / "parity.toml"
        project = place / "pyproject.toml"
        if project.is_file() and re.search(r"^\[tool\.matdrop[\].]", project.read_text(encoding="utf-8"), re.MULTILINE):
            return project
    raise MatdropError(
        f"no parity.toml in {folder} or above it; write one with `matdrop init FOLDER`, or name a pair: "
        '`matdrop verify ORIGINAL.m PORT.py --args "..."` (matdrop\'s own cases: --own)'
    )


def load_table(path: Path, names: Sequence[str] = ()) -> CaseTable:
    """Read a case table.

    Parameters
    ----------
    path : Path
        A TOML file with one table for each pair, as `matdrop.cases.entries.PairEntry` describes it, and settings
        in ``[matdrop]``. In a ``pyproject.toml`` all of that stands under ``[tool.matdrop]``.
    names : sequence of str
        Pairs, or cases as ``pair/case``: if the table has all of these pairs, the others are not read.

    Returns
    -------
    CaseTable
        Every case, the generated ones included.

    Raises
    ------
    MatdropError
        If the file cannot be read, something in it is not understood, or it has no case; the message names the file,
        the table and the key, and says what to write.

    Examples
    --------
    >>> table = load_table(OWN_TABLE)
    >>> table.cases[0].id
    'inverted_dropout/article'
    """
    place, pairs, settings, engines = _parts(path)
    cases: list[Case] = []
    asked = {name.partition("/")[0] for name in names}
    chosen = (
        {name: given for name, given in pairs.items() if name in asked} if asked <= pairs.keys() and asked else pairs
    )
    for name, given in chosen.items():
        its_place = Place(path, (*place.keys, name))
        entry = read_entry(PairEntry, given, its_place)
        cases += _pair_cases(name, entry, its_place, settings)
    if not cases:
        pair = next(iter(pairs), "NAME")
        raise MatdropError(
            f"{path} has no case, so there is nothing to do; add one under [[{pair}.case]], or write a table with "
            "`matdrop init FOLDER --force`"
        )
    return CaseTable(path, (path.parent / settings.fixtures).resolve(), tuple(cases), engines)


def _parts(path: Path) -> tuple[Place, Mapping[str, Any], Settings, Mapping[str, str]]:
    """Read a file: the place of its pairs' tables, these tables, the settings, and the programs of engines."""
    document = load_toml(path, "the case table")
    if path.name == "pyproject.toml":
        place = Place(path, ("tool", "matdrop"))
        own = dict(document.get("tool", {}).get("matdrop", {}))
        engines = _engines(own.pop("engines", {}), Place(path, (*place.keys, "engines")))
        pairs = {name: given for name, given in own.items() if isinstance(given, dict)}
        others = {key: value for key, value in own.items() if key not in pairs}
        return place, pairs, read_entry(Settings, others, place), engines
    settings = read_entry(Settings, document.pop("matdrop", {}), Place(path, ("matdrop",)))
    engines = _engines(document.pop("engines", {}), Place(path, ("engines",)))
    for key, value in document.items():
        if not isinstance(value, dict):
            raise Place(path).error(
                f"{key} = {toml_text(value)} stands above all tables; move it under [matdrop] or a pair"
            )
    return Place(path), document, settings, engines


def _engines(given: Any, place: Place) -> dict[str, str]:
    """Read ``[engines]``: a program for each name, relative to the table where it is a path."""
    programs = {}
    for name, program in given.items() if isinstance(given, dict) else [("", given)]:
        if not isinstance(program, str) or not re.fullmatch(r"(octave|matlab)(-[\w.]+)?", name):
            raise place.error(
                f"{name} = {toml_text(program)} is no engine; write a program for octave, matlab, or a name such as "
                'octave-11 = "/opt/octave-11/bin/octave-cli"'
            )
        found = shutil.which(program) or program
        programs[name] = str((place.file.parent / found).absolute())
    return programs


def _pair_cases(name: str, entry: PairEntry, place: Place, settings: Settings) -> list[Case]:
    pair = _pair(name, entry, place, settings)
    made = Case(
        pair,
        name="",
        functions=entry.functions,
        constructor=first_given(entry.constructor, ()),
        tolerance_in={
            _engine(name, place): _tolerance_by_output(pair, given, place) for name, given in entry.tolerance_in.items()
        },
    )
    shared = _expecting(made, entry, place)
    cases = []
    for number, given in enumerate(entry.case, 1):
        cases.append(_case(shared, given, place.element_of("case", number, given.name)))
    for number, block in enumerate(entry.generate, 1):
        cases += _generated(shared, block, place.element_of("generate", number, block.name))
    for case_name, times in Counter(case.name for case in cases).items():
        if times > 1:
            raise place.error(f"{times} cases are named {case_name!r}; give each a name of its own")
    return cases


def _engine(name: str, place: Place) -> str:
    """Return the name of an engine of which a table states a tolerance; refuse another word."""
    if not re.fullmatch(r"matlab|octave-\d+", name):
        raise place.error(f"tolerance_in names {name!r}; write matlab, or octave-11 for any GNU Octave 11")
    return name


def _pair(name: str, entry: PairEntry, place: Place, settings: Settings) -> Pair:
    with place.named_in_errors():
        original, method = split_method(first_given(entry.original, f"{name}.m"))
    original = (place.file.parent / original).resolve()
    with place.named_in_errors():
        check_original(original, 'name it with original = "FILE.m"')
        pair = pair_of(
            original,
            entry.port,
            name=name,
            outputs=first_given(entry.outputs, None),
            printed=entry.printed,
            nargout=first_given(entry.nargout, None),
            strict=first_given(entry.strict, settings.strict),
            conventions=DeclaredConventions(
                **{key: getattr(entry, key) for key in DeclaredConventions.__struct_fields__}
            ),
            adapter=entry.adapter,
            path=[place.file.parent / folder for folder in (*entry.path, *settings.path)],
            method=method,
        )
    return replace(pair, minimum_adequacy=first_given(entry.minimum_adequacy, settings.minimum_adequacy))


def _case(shared: Case, given: CaseEntry, place: Place) -> Case:
    constructor = first_given(given.constructor, shared.constructor)
    seed = first_given(given.seed, None)
    case = replace(shared, name=given.name, args=given.args, seed=seed, constructor=constructor)
    return _with_reason(_expecting(case, given, place), place)


def _generated(shared: Case, block: GenerateEntry, place: Place) -> Iterator[Case]:
    _with_reason(shared, place)
    with place.named_in_errors():
        drawn = list(generated_args(block.args, block.cases, block.seed))
    for number, (args, seed) in enumerate(drawn, 1):
        yield replace(shared, name=f"{block.name}_{number:03}", args=tuple(args), seed=seed, generated=True)


def _expecting(case: Case, entry: CaseEntry | PairEntry, place: Place) -> Case:
    """Return the case with what the entry expects; what the entry leaves out stays as it is."""
    given = first_given(entry.tolerance, None)
    return replace(
        case,
        tolerance=case.tolerance if given is None else _tolerance_by_output(case.pair, given, place),
        expected=first_given(entry.expected, case.expected),
        why=first_given(entry.why, case.why),
    )


def _with_reason(case: Case, place: Place) -> Case:
    """Return the case; refuse one that expects another verdict than PASS and does not say why."""
    if case.expected != "PASS" and not case.why:
        raise place.error(f'expected = "{case.expected}" needs a reason; write why = "..."')
    return case


def _tolerance_by_output(pair: Pair, given: Any, place: Place) -> dict[str, Tolerance]:
    """Read a tolerance for all outputs, or one for each output that is named."""
    outputs = [*pair.outputs, *(["printed"] if pair.printed else [])]
    for_all = not isinstance(given, Mapping) or set(given) & {"rtol", "atol"}
    by_output = dict.fromkeys(outputs, given) if for_all else given
    for name in by_output:
        if outputs and name not in outputs:  # a script whose outputs are not named has those that it turns out to leave
            alike = nearest(name, outputs)
            raise place.error(
                f"tolerance names {name!r}{alike}, which is not an output; outputs are {', '.join(outputs)}"
            )
    with place.named_in_errors():
        return {output: Tolerance.parse(one) for output, one in by_output.items()}
