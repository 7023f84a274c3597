"""Cases, and the case table (TOML) that verification, tests, fixture recording and reports all read."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, get_args

import scipy.io

from matdrop.errors import MatdropError
from matdrop.parity.compare import DEFAULT_TOLERANCE, Tolerance
from matdrop.parity.generate import generated_args
from matdrop.parity.handles import handle_expression
from matdrop.parity.original import Declaration, called_by, declaration_of
from matdrop.parity.values import digest

Verdict = Literal["PASS", "MISMATCH", "ORIGINAL FAILED", "PORT FAILED", "BOTH FAILED", "STALE", "UNVERIFIED"]
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
class Pair:
    """An original and its port.

    Attributes
    ----------
    name : str
        The table's name for the pair.
    original : Path
        The ``.m`` file, a function or a script.
    port : str or callable
        ``module:function``, ``path/file.py:function`` or the function itself.
    outputs : tuple of str
        Names of the outputs; of a script, the variables that it leaves behind.
    printed : bool
        Whether what both sides print is compared too, as an output named ``printed``.
    strict : bool
        Whether numbers are handed over as MATLAB has them (arrays of at least two dimensions) and
        nothing but MATLAB's own class and size is right.
    arguments : tuple of str
        The port's parameters in the order of the original's, where neither names nor places agree.
    zero_based : tuple of str
        Inputs and outputs that count from 0 in the port.
    passed_over : tuple of str
        Outputs that are asked for, because one after them is wanted, and not compared.
    """

    name: str
    original: Path
    port: str | Callable[..., Any]
    outputs: tuple[str, ...]
    printed: bool = False
    strict: bool = True
    arguments: tuple[str, ...] = ()
    zero_based: tuple[str, ...] = ()
    passed_over: tuple[str, ...] = ()

    @cached_property
    def declaration(self) -> Declaration:
        """What the original declares."""
        return declaration_of(self.original)

    @cached_property
    def called(self) -> set[str]:
        """Every name in the original and in the neighbours that it calls."""
        return called_by(self.original)


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
        By output; what is not named has `default_tolerance`.
    expected : str
        The verdict that is expected.
    why : str
        Why another verdict than PASS is expected.
    functions : mapping of str to callable
        Python functions that the port gets where the original gets a handle, by the text of the handle.
    """

    pair: Pair
    name: str
    args: tuple[Any, ...] = ()
    seed: int | None = None
    tolerance: Mapping[str, Tolerance] = field(default_factory=dict)
    expected: Verdict = "PASS"
    why: str = ""
    generated: bool = False
    functions: Mapping[str, Callable[..., Any]] = field(default_factory=dict)

    @property
    def default_tolerance(self) -> Tolerance:
        """Exact for a strict pair; else what rounding in another order may do."""
        return Tolerance() if self.pair.strict else DEFAULT_TOLERANCE

    def input_names(self, count: int) -> list[str]:
        """Name the first inputs as the original does; ``argument 1`` and so on where it does not."""
        declared = [name for name in self.pair.declaration.parameters if name not in ("varargin", "~")]
        return [*declared[:count], *(f"argument {k + 1}" for k in range(len(declared), count))]

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


def arguments_from(file: Path, pair: Pair) -> list[str]:
    """Make arguments of the variables of a ``.mat`` file.

    Parameters
    ----------
    file : Path
        Holds variables named like the original's parameters.
    pair : Pair
        Whose original gets them.

    Returns
    -------
    list of str
        MATLAB expressions that load them, as many as there are in the order of the parameters.

    Raises
    ------
    MatdropError
        If the file cannot be read or does not hold the first parameter.
    """
    if not file.is_file():
        raise MatdropError(f"there is no file {file}")
    try:
        present = {name for name, _, _ in scipy.io.whosmat(file)}
    except (OSError, ValueError, NotImplementedError, TypeError) as error:
        raise MatdropError(f"{file} cannot be read ({error}); save it in MATLAB with save('-v7', ...)") from None
    arguments = []
    for name in pair.declaration.parameters:
        if name not in present:
            break
        arguments.append(f"getfield(load('{file.resolve()}', '{name}'), '{name}')")
    if not arguments:
        wanted = ", ".join(pair.declaration.parameters)
        raise MatdropError(f"{pair.original.name} takes {wanted}, and {file} has {', '.join(sorted(present))}")
    return arguments


def pair_of(
    original: Path,
    port: str | Callable[..., Any],
    *,
    name: str | None = None,
    outputs: Sequence[str] | None = None,
    nargout: int | None = None,
    printed: bool = False,
    strict: bool = False,
    arguments: tuple[str, ...] = (),
    zero_based: tuple[str, ...] = (),
) -> Pair:
    """Make a pair, taking what is not given from what the original declares.

    Parameters
    ----------
    original : Path
        The ``.m`` file.
    port : str
        As `Pair` has it.
    name : str, optional
        By default the original's.
    outputs : sequence of str, optional
        By default those that the original declares; of a script, all variables. If all are declared, they are
        found by their names, else they name the first ones anew.
    nargout : int, optional
        How many of them are asked for; by default all.
    printed, strict, arguments, zero_based
        As `Pair` has them.

    Returns
    -------
    Pair
        Ready for cases.

    Raises
    ------
    MatdropError
        If there is no such original, or it has fewer outputs than are asked for.

    Examples
    --------
    >>> pair_of(OWN_TABLE.parent / "inverted_dropout.m", "matdrop.port.inverted_dropout", nargout=1).outputs
    ('X',)
    """
    if not original.is_file():
        raise MatdropError(f"there is no original {original}")
    declared = declaration_of(original)
    names = list(declared.outputs if outputs is None else outputs)
    if "varargout" in names:
        names.remove("varargout")
        names += [f"output_{k + 1}" for k in range(len(names), nargout or 0)]
    if nargout is not None and nargout > len(names):
        raise MatdropError(f"{nargout} outputs were asked for, and {original.name} has {len(names)}")
    names = names[:nargout]
    passed_over: tuple[str, ...] = ()
    if set(names) <= set(declared.outputs):
        wanted, names = names, list(declared.outputs[: max(map(declared.outputs.index, names), default=-1) + 1])
        passed_over = tuple(output for output in names if output not in wanted)
    return Pair(
        name or original.stem,
        original.resolve(),
        port,
        tuple(names),
        printed,
        strict,
        arguments,
        zero_based,
        passed_over,
    )


def case_of_call(
    original: Path,
    port: str | Callable[..., Any],
    args: tuple[Any, ...],
    *,
    seed: Any = None,
    nargout: int | None = None,
    outputs: Sequence[str] | None = None,
    tolerance: str | Mapping[str, Any] | None = None,
    strict: bool = False,
) -> Case:
    """Make a case of one call; its name follows from what is asked, so that its fixture can be found again.

    Parameters
    ----------
    original, port, nargout, outputs, strict
        As `pair_of` has them.
    args, seed
        As `Case` has them; for a Python function the original gets a handle to the ``.m`` file of its name.
    tolerance : str or mapping, optional
        As `Tolerance.parse` takes it, for every output.

    Returns
    -------
    Case
        Of a pair named like the original.

    Raises
    ------
    MatdropError
        If there is no such original, or the tolerance is none.

    Examples
    --------
    >>> case_of_call(OWN_TABLE.parent / "inverted_dropout_predict.m", abs, ("magic(3)",)).id[:30]
    'inverted_dropout_predict/call_'
    """
    pair = pair_of(original, port, nargout=nargout, outputs=outputs, strict=strict)
    by_output = {} if tolerance is None else dict.fromkeys(pair.outputs, Tolerance.parse(tolerance))
    handles = [handle_expression(arg, original) if callable(arg) else "" for arg in args]
    functions = {handle[1:]: arg for arg, handle in zip(args, handles, strict=True) if handle}
    args = tuple(handle or arg for arg, handle in zip(args, handles, strict=True))
    case = Case(pair, "call", args, seed, by_output, functions=functions)
    return replace(case, name=f"call_{case.definition[:12]}")


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
