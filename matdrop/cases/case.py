"""Cases: one set of inputs and a seed for a pair, as a table gives them or as one call makes them."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from matdrop.cases.call_arguments import check_arguments
from matdrop.cases.declared_conventions import conventions_of
from matdrop.cases.pair import Pair, pair_of
from matdrop.cases.reference import Engine
from matdrop.cases.tolerance import DEFAULT_TOLERANCE, Tolerance
from matdrop.errors import MatdropError
from matdrop.source.names import normalize_name
from matdrop.source.original import split_method
from matdrop.source.search_path import search_path_of
from matdrop.values.canonical import digest
from matdrop.values.mat_objects import load_objects, names_in

Verdict = Literal[
    "PASS", "MISMATCH", "UNDECLARED", "ORIGINAL FAILED", "PORT FAILED", "BOTH FAILED", "STALE", "UNVERIFIED"
]


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
    generated : bool
        Whether a ``generate`` block of the table made the case.
    functions : mapping of str to callable or str
        Python functions that the port gets where the original gets a handle, by the text of the handle; a str names
        the function as `Pair.port` does.
    constructor : tuple
        The arguments of the constructor, as `args` has them, where the original or the port is a method of a class;
        expressions may use the original's parameters by their names.
    tolerance_in : mapping of str to mapping of str to Tolerance
        Tolerances by output, of an engine by its `Engine.short_name`; they replace those of `tolerance`.
    """

    pair: Pair
    name: str
    args: tuple[Any, ...] = ()
    seed: int | None = None
    tolerance: Mapping[str, Tolerance] = field(default_factory=dict)
    expected: Verdict = "PASS"
    why: str = ""
    generated: bool = False
    functions: Mapping[str, Callable[..., Any] | str] = field(default_factory=dict)
    constructor: tuple[Any, ...] = ()
    tolerance_in: Mapping[str, Mapping[str, Tolerance]] = field(default_factory=dict)

    def seen_in(self, engine: Engine) -> Case:
        """Return the case with the tolerance that it has in an engine.

        Parameters
        ----------
        engine : Engine
            What computed the reference.

        Returns
        -------
        Case
            Itself, unless the table has another tolerance for that engine.
        """
        tolerance = self.tolerance_in.get(engine.short_name)
        return self if tolerance is None else replace(self, tolerance={**self.tolerance, **tolerance})

    @property
    def default_tolerance(self) -> Tolerance:
        """The tolerance of outputs not named in `tolerance`: exact for a strict pair, else `DEFAULT_TOLERANCE`."""
        return Tolerance() if self.pair.strict else DEFAULT_TOLERANCE

    def tolerance_of(self, output: str) -> Tolerance:
        """Return the tolerance of an output.

        Parameters
        ----------
        output : str
            Its name.

        Returns
        -------
        Tolerance
            The one that the table states, or else the default.
        """
        return self.tolerance.get(output, self.default_tolerance)

    def input_names(self, count: int) -> list[str]:
        """Return the names of the first inputs, as the original declares them.

        Parameters
        ----------
        count : int
            The number of inputs.

        Returns
        -------
        list of str
            One name for each input; ``argument 1`` and so on for inputs that the original does not name.
        """
        declared = [name for name in self.pair.declaration.parameters if name != "varargin"]
        names = [*declared[:count], *["~"] * (count - len(declared))]
        return [f"argument {k}" if name == "~" else name for k, name in enumerate(names, 1)]

    def not_passed(self, count: int) -> list[str]:
        """Return the original's parameters that a call with so many inputs leaves out.

        Parameters
        ----------
        count : int
            The number of inputs.

        Returns
        -------
        list of str
            Their names, in order.
        """
        return [name for name in self.pair.declaration.parameters[count:] if name not in ("varargin", "~")]

    @property
    def id(self) -> str:
        """The name that the case has among all cases."""
        return f"{self.pair.name}/{self.name}"

    @cached_property
    def definition(self) -> str:
        """The hash of what is requested of the original: arguments, seed, outputs, and whether prints are compared."""
        asked = [
            _kinds(self.args),
            [] if self.seed is None else self.seed,
            list(self.pair.outputs),
            self.pair.printed,
        ]
        of_class = [self.pair.method, _kinds(self.constructor)] if self.pair.method or self.constructor else []
        return digest([*asked, *of_class])


def _kinds(args: tuple[Any, ...]) -> list[list[Any]]:
    """Return arguments, each with its kind."""
    return [["expression" if isinstance(arg, str) else "value", arg] for arg in args]


def arguments_from(file: Path, pair: Pair, engine: str = "octave") -> list[Any]:
    """Return arguments that load the variables of a ``.mat`` file.

    Parameters
    ----------
    file : Path
        A ``.mat`` file with variables named like the original's parameters.
    pair : Pair
        The pair whose original is called with them.
    engine : {"octave", "matlab"}
        What runs the original. MATLAB reads its own objects; for GNU Octave they are read here, and it refuses those
        that it has not, such as tables.

    Returns
    -------
    list of object
        MATLAB expressions, or values, in the order of the parameters, up to the first parameter that the file does not
        hold.

    Raises
    ------
    MatdropError
        If the file cannot be read, does not hold the first parameter or one before another that it holds, or holds a
        parameter in another case of letters: MATLAB tells ``Sigma2`` from ``sigma2``.
    """
    import scipy.io  # slow to import

    if not file.is_file():
        raise MatdropError(f"there is no file {file}")
    try:
        present, is_plain = {name for name, _, _ in scipy.io.whosmat(file)}, True
    except (NotImplementedError, TypeError):  # version 7.3, or objects
        present, is_plain = set(names_in(file)), False
    except (OSError, ValueError) as error:
        raise MatdropError(f"{file} cannot be read ({error}); save it in MATLAB with save('-v7', ...)") from None
    parameters = [name for name in pair.declaration.parameters if name not in ("varargin", "~")]
    given = list(itertools.takewhile(present.__contains__, parameters))
    missing, later = parameters[len(given) :], [name for name in parameters[len(given) :] if name in present]
    by_letters = {name.lower(): name for name in sorted(present)}
    if alike := [(by_letters[name.lower()], name) for name in missing if name.lower() in by_letters.keys() - later]:
        raise MatdropError("; ".join(f"{file} has {found}, not {name}" for found, name in alike) + "; rename it there")
    if later or (missing and not given):
        wanted = ", ".join(parameters)
        lacks = f"no {missing[0]}; it has" if later else "only"
        raise MatdropError(f"{pair.original.name} takes {wanted}, and {file} has {lacks} {', '.join(sorted(present))}")
    if not is_plain and engine == "octave":
        return list(load_objects(file, given).values())
    return [f"getfield(load('{file.resolve()}', '{name}'), '{name}')" for name in given]


def case_of_call(
    original: str | Path,
    port: str | Callable[..., Any],
    args: tuple[Any, ...],
    *,
    seed: Any = None,
    nargout: int | None = None,
    outputs: Sequence[str] | None = None,
    tolerance: str | Mapping[str, Any] | None = None,
    strict: bool = False,
    conventions: Mapping[str, Any] | None = None,
    adapter: str | Callable[..., Any] = "",
    path: Sequence[str | Path] = (),
    constructor: Sequence[Any] = (),
) -> Case:
    """Make a case of one call; its name depends on the arguments, seed and outputs, so that its fixture is found again.

    Parameters
    ----------
    original : str or Path
        The ``.m`` file, or ``file.m:Class.method``.
    port : str or callable
        ``module:function``, ``path/file.py:function`` or the function itself.
    args : tuple
        The arguments: a str is a MATLAB expression, anything else a value. For a Python function the original gets a
        handle to the ``.m`` file of its name.
    seed : int, optional
        Seeds every generator before the arguments are evaluated.
    nargout : int, optional
        The number of outputs that are requested; by default all.
    outputs : sequence of str, optional
        The names of the outputs; by default those that the original declares.
    tolerance : str or mapping, optional
        The tolerance of every output, as `Tolerance.parse` takes it.
    strict : bool
        Whether the port gets arrays of at least two dimensions and must return MATLAB's own class and size.
    conventions : mapping of str to object, optional
        In what the port's calling differs from MATLAB's, by the keys of a table.
    adapter : str or callable
        A function between MATLAB's inputs and the port; none by default.
    path : sequence of str or Path
        More folders in which the original's functions are found.
    constructor : sequence of object
        The arguments of the constructor, where the original or the port is a method of a class.

    Returns
    -------
    Case
        A case of a pair named like the original.

    Raises
    ------
    MatdropError
        If the original does not exist or has fewer outputs than are requested, if an argument is of another kind than
        it takes, or if a Python function among the arguments has no name.

    Examples
    --------
    >>> from matdrop.cases.table import OWN_TABLE
    >>> case_of_call(OWN_TABLE.parent / "inverted_dropout_predict.m", abs, ("magic(3)",)).id[:30]
    'inverted_dropout_predict/call_'
    """
    check_arguments(original=original, port=port, seed=seed, nargout=nargout, outputs=outputs, strict=strict,
                    conventions=conventions, adapter=adapter, path=path, constructor=constructor)  # fmt: skip
    folders = tuple(map(Path, path))
    file, method = split_method(str(original))
    pair = pair_of(
        file,
        port,
        nargout=nargout,
        outputs=outputs,
        strict=strict,
        conventions=conventions_of(conventions or {}),
        adapter=adapter,
        path=folders,
        method=method,
    )
    by_output = {} if tolerance is None else dict.fromkeys(pair.outputs, Tolerance.parse(tolerance))
    handles = [handle_expression(arg, file, folders) if callable(arg) else "" for arg in args]
    functions = {handle[1:]: arg for arg, handle in zip(args, handles, strict=True) if handle}
    args = tuple(handle or arg for arg, handle in zip(args, handles, strict=True))
    case = Case(pair, "call", args, seed, by_output, functions=functions, constructor=tuple(constructor))
    return replace(case, name=f"call_{case.definition[:12]}")


def handle_expression(function: Callable[..., Any], original: Path, path: Sequence[Path] = ()) -> str:
    """Write the handle that an original gets where its port gets a Python function.

    Parameters
    ----------
    function : callable
        Stands for the function on the original's search path that has its name, but for case and underscores; where
        there is none, for the function of that name that the engine has.
    original : Path
        The ``.m`` file that gets the handle.
    path : sequence of Path
        Folders of its search path that the user has named.

    Returns
    -------
    str
        Such as ``@sigmoid``.

    Raises
    ------
    MatdropError
        If the function has no name.

    Examples
    --------
    >>> handle_expression(abs, Path("f.m"))
    '@abs'
    """
    name = getattr(function, "__name__", "")
    if not name.isidentifier():
        raise MatdropError(
            f"the Python function {function!r} has no name by which {original.name} could have a handle to it; give a "
            "MATLAB expression such as '@(x) x.^2' instead, or a function named like its .m file"
        )
    known = [found for found in search_path_of(original, path).names if normalize_name(found) == normalize_name(name)]
    return f"@{(name if name in known else known[0]) if known else name}"
