"""Pairs: an original, its port, and what is compared."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import msgspec

from matdrop.cases.declared_conventions import AS_IN_MATLAB, DeclaredConventions, Part
from matdrop.errors import MatdropError
from matdrop.source.matlab import MatlabFile, read
from matdrop.source.matlab_files import check_original
from matdrop.source.original import Declaration, called_by, declaration_of, is_confined, keeps_variables, sources_of
from matdrop.source.search_path import SearchPath, search_path_of


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
    conventions : DeclaredConventions
        In what the port's calling differs from MATLAB's.
    ignored : tuple of str
        Outputs that are asked for, because one after them is wanted, and not compared.
    adapter : str or callable
        A function between MATLAB's inputs and the port, ``path/file.py:function``; empty if there is none.
    path : tuple of Path
        More folders in which the original's functions are found.
    method : str
        The method of the class that the original's file defines, on an object that the case's ``constructor`` makes.
    is_open : bool
        Whether the original returns as many outputs as are asked for (``varargout``), and their number is not given:
        then as many are compared as the port returns.
    minimum_adequacy : float
        The share of changes of the port that the cases have to notice; 0 if nothing is asked of them.
    """

    name: str
    original: Path
    port: str | Callable[..., Any]
    outputs: tuple[str, ...]
    printed: bool = False
    strict: bool = True
    conventions: DeclaredConventions = AS_IN_MATLAB
    ignored: tuple[str, ...] = ()
    adapter: str | Callable[..., Any] = ""
    path: tuple[Path, ...] = ()
    method: str = ""
    is_open: bool = False
    minimum_adequacy: float = 0.0

    def __getstate__(self) -> dict[str, Any]:
        """Leave out what the files hold: another process reads them faster than their syntax trees are sent there."""
        return {name: value for name, value in vars(self).items() if name != "files"}

    @cached_property
    def declaration(self) -> Declaration:
        """The parameters and outputs that the original declares."""
        return declaration_of(self.original, self.method)

    @cached_property
    def called(self) -> set[str]:
        """The names in the original and in the files that it calls."""
        return called_by(self.original, self.path)

    @cached_property
    def sources(self) -> tuple[Path, ...]:
        """The original and the files that it calls; none if it does not exist."""
        return tuple(sources_of(self.original, self.path)) if self.original.is_file() else ()

    @cached_property
    def files(self) -> dict[Path, MatlabFile]:
        """The sources, read once: all cases ask what they call."""
        return {path: read(path) for path in self.sources}

    @cached_property
    def keeps_variables(self) -> bool:
        """Whether a call would depend on the calls before it: each case begins afresh, in the port as well."""
        return keeps_variables(self.files.values())

    @cached_property
    def is_confined(self) -> bool:
        """Whether a call can change neither the folder nor variables of its caller."""
        return is_confined(self.files.values())

    @cached_property
    def called_file(self) -> Path:
        """The file of the function that is called: the original, or of a method in a file of its own the class."""
        folder = self.original.parent
        return folder / f"{folder.name[1:]}.m" if self.method and folder.name[:1] == "@" else self.original

    @property
    def search_path(self) -> SearchPath:
        """The folder in which the original runs, its name there, and the folders of its functions, read now."""
        return search_path_of(self.original, self.path)

    def with_count(self, count: int) -> Pair:
        """Return the pair with another number of outputs, for an original that returns as many as are asked for.

        Parameters
        ----------
        count : int
            How many.

        Returns
        -------
        Pair
            Not open any more, with names for outputs that the original does not name.
        """
        names = [name for name in self.declaration.outputs if name != "varargout"]
        return replace(self, outputs=(*names, *_numbered(len(names), count))[:count], is_open=False)


def pair_of(
    original: Path,
    port: str | Callable[..., Any],
    *,
    name: str | None = None,
    outputs: Sequence[str] | None = None,
    nargout: int | None = None,
    printed: bool = False,
    strict: bool = False,
    conventions: DeclaredConventions = AS_IN_MATLAB,
    adapter: str | Callable[..., Any] = "",
    path: Sequence[Path] = (),
    method: str = "",
) -> Pair:
    """Make a pair; what the caller leaves out is taken from the original's declaration.

    Parameters
    ----------
    original : Path
        The ``.m`` file.
    port : str or callable
        ``module:function``, ``path/file.py:function`` or the function itself.
    name : str, optional
        The pair's name; by default that of the original.
    outputs : sequence of str, optional
        By default those that the original declares; of a script, all variables. If the original declares all of
        these names, outputs are found by name; otherwise the names are given to its first outputs.
    nargout : int, optional
        The number of outputs that are requested; by default all.
    printed : bool
        Whether what both sides print is compared too.
    strict : bool
        Whether the port gets arrays of at least two dimensions and must return MATLAB's own class and size.
    conventions : DeclaredConventions
        In what the port's calling differs from MATLAB's.
    adapter : str or callable
        A function between MATLAB's inputs and the port; none by default.
    path : sequence of Path
        More folders in which the original's functions are found.
    method : str
        The method of the class that the original's file defines.

    Returns
    -------
    Pair
        The pair, ready for cases.

    Raises
    ------
    MatdropError
        If the original, a folder of `path` or the method does not exist, if the original has fewer outputs than are
        requested, or if it does not have what a convention names.

    Examples
    --------
    >>> from matdrop.cases.table import OWN_TABLE
    >>> pair_of(OWN_TABLE.parent / "inverted_dropout.m", "matdrop.port.inverted_dropout", nargout=1).outputs
    ('X',)
    """
    check_original(original)
    for folder in path:
        if not folder.is_dir():
            raise MatdropError(f"folder of the search path not found: {folder}")
    declared = declaration_of(original, method)
    names = list(declared.outputs if outputs is None else outputs)
    is_open = "varargout" in names
    if is_open:
        names.remove("varargout")
        names += _numbered(len(names), nargout or 1)
    if nargout is not None and nargout > len(names):
        raise MatdropError(f"{nargout} outputs were asked for, and {original.name} has {len(names)}")
    names = names[:nargout]
    ignored: tuple[str, ...] = ()
    if set(names) <= set(declared.outputs):
        wanted, names = names, list(declared.outputs[: max(map(declared.outputs.index, names), default=-1) + 1])
        ignored = tuple(output for output in names if output not in wanted)
    pair = Pair(
        name or original.stem,
        original.resolve(),
        port,
        tuple(names),
        printed,
        strict,
        conventions,
        ignored,
        adapter,
        tuple(folder.resolve() for folder in path),
        method,
        is_open and nargout is None,
    )
    _check_names(pair)
    return pair


def _check_names(pair: Pair) -> None:
    """Refuse a convention that names what the original does not have: it would change nothing, in silence.

    Raises
    ------
    MatdropError
        With the names that it may use.
    """
    declared = pair.declaration
    known = [*declared.parameters, *declared.outputs, *pair.outputs]
    is_open = declared.is_script or "varargin" in known
    for key, names in msgspec.structs.asdict(pair.conventions).items():
        if key == "arguments" or not isinstance(names, tuple):
            continue
        for name in filter(None, names):
            part = Part.of(name)
            if part.name != name and key != "zero_based":
                raise MatdropError(f"{key} names {name!r}; it applies to whole inputs and outputs: name {part.name}")
            if part.name not in known and not is_open:
                raise MatdropError(
                    f"{key} names {name!r}, which is neither an input nor an output of {pair.original.name}; "
                    f"it has {', '.join(known)}"
                )


def _numbered(start: int, count: int) -> list[str]:
    """Return names for the outputs of ``varargout``, from the one after `start` up to `count`."""
    return [f"output_{k + 1}" for k in range(start, count)]
