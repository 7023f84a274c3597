"""What a ``.m`` file declares and calls: script or function, parameters, outputs, neighbours."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from matdrop.errors import MatdropError
from matdrop.source.matlab import MatlabFile, read
from matdrop.source.matlab_syntax import ClassDefinition, Function, NotUnderstood, Span
from matdrop.source.search_path import search_path_of

# Functions that may stop earlier or later, and the words that start loops.
_ITERATES = re.compile(
    r"for|parfor|while|do|fzero|fsolve|fmin\w*|lsq\w*|ode\d+\w*|quad\w*|integral\d?|eigs|svds|pcg|gmres"
)
_KEPT = frozenset({"persistent", "mlock"})
# Functions that change the folder or the caller's variables, and that run a text, which may be put together only then.
_REACHING = frozenset({"assignin", "cd", "chdir", "eval", "evalc", "evalin", "inline", "run", "source", "str2func"})


@dataclass(frozen=True)
class Declaration:
    """What a ``.m`` file declares.

    Attributes
    ----------
    is_script : bool
        Whether its first statement does not start a function.
    parameters, outputs : tuple of str
        Of its first function, or of a method without the object; empty for a script.
    is_static : bool
        Whether it is a method that needs no object.
    """

    is_script: bool
    parameters: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    is_static: bool = False


def split_method(original: str) -> tuple[Path, str]:
    """Split the name of an original into its file and the method of a class.

    Parameters
    ----------
    original : str
        ``file.m``, or ``file.m:Class.method``.

    Returns
    -------
    file : Path
        The ``.m`` file.
    method : str
        The method's name; empty if none is named.

    Raises
    ------
    MatdropError
        If what follows the file is not ``Class.method``, with the file's name as the class.

    Examples
    --------
    >>> split_method("Filter.m:Filter.apply")
    (PosixPath('Filter.m'), 'apply')
    """
    file, colon, member = original.rpartition(".m:")
    if not colon:
        return Path(original), ""
    path = Path(f"{file}.m")
    owner, _, method = member.rpartition(".")
    folder = path.parent.name
    class_name = folder[1:] if folder[:1] == "@" else path.stem
    if owner.rpartition(".")[2] != class_name or not method.isidentifier():
        raise MatdropError(f"{original}: write FILE.m:CLASS.METHOD, such as {path.name}:{class_name}.METHOD")
    return path, method


def declaration_of(original: Path, method: str = "") -> Declaration:
    """Read what a ``.m`` file declares.

    Parameters
    ----------
    original : Path
        The file.
    method : str
        The method, if the file defines a class; by default its constructor.

    Returns
    -------
    Declaration
        Of its first function, of a method, or of a script.

    Raises
    ------
    MatdropError
        If the file cannot be read, its function line cannot be understood, or its class has no such method.

    Examples
    --------
    >>> from matdrop.cases.table import OWN_TABLE
    >>> declaration_of(OWN_TABLE.parent / "inverted_dropout.m")
    Declaration(is_script=False, parameters=('X', 'keep_prob'), outputs=('X', 'mask'), is_static=False)
    """
    opening = read(original).opening
    if isinstance(opening, NotUnderstood) and re.match(r"function\b", opening.text):
        raise MatdropError(f"the function line of {original} is not understood; is it MATLAB?")
    if isinstance(opening, ClassDefinition):
        return _declaration_of_method(original, method)
    if method and not (isinstance(opening, Function) and original.parent.name[:1] == "@"):
        raise MatdropError(f"{original.name} defines no class, so that {method} cannot be a method of it")
    if not isinstance(opening, Function):
        return Declaration(True)
    parameters = tuple(parameter.name for parameter in opening.parameters)
    return Declaration(False, parameters[1:] if method else parameters, opening.outputs)


def function_of(original: Path, method: str = "") -> Function | None:
    """Find the function of a ``.m`` file that is called.

    Parameters
    ----------
    original : Path
        The file.
    method : str
        The method, if the file defines a class; by default its constructor.

    Returns
    -------
    Function or None
        Its first function, or the method; None for a script, or a class without it.

    Raises
    ------
    MatdropError
        If the file cannot be read.

    Examples
    --------
    >>> from matdrop.cases.table import OWN_TABLE
    >>> function_of(OWN_TABLE.parent / "inverted_dropout.m").name
    'inverted_dropout'
    """
    file = read(original)
    if not file.classes:
        return None if file.declares_script else next(iter(file.functions), None)
    definition = file.classes[0]
    return next((function for function in definition.methods if function.name == (method or definition.name)), None)


def _declaration_of_method(original: Path, method: str) -> Declaration:
    """Read what a method of a class declares; without a name, the constructor."""
    file, found = read(original), function_of(original, method)
    definition = file.classes[0]
    if found is None:
        if not method or method == definition.name:
            return Declaration(False, (), ("object",))  # a class without a constructor
        names = ", ".join(function.name for function in definition.methods if function.name != definition.name)
        raise MatdropError(f"{original.name} has no method {method}; it has {names}")
    before = file.code(Span(0, found.span.start, 1, 1, found.span.line))
    attributes = re.findall(r"^[ \t]*methods\b[ \t]*(\([^)]*\))?", before, re.MULTILINE)
    is_static = bool(attributes and re.search(r"\bStatic\b(?!\s*=\s*false)", attributes[-1]))
    parameters = tuple(parameter.name for parameter in found.parameters)
    needs_object = not is_static and found.name != definition.name
    return Declaration(False, parameters[1:] if needs_object else parameters, found.outputs, is_static)


def sources_of(original: Path, given: Sequence[Path] = ()) -> list[Path]:
    """Find the ``.m`` file of an original and those of its search path that it calls, directly or not.

    Parameters
    ----------
    original : Path
        The ``.m`` file.
    given : sequence of Path
        Folders of its search path that the user has named.

    Returns
    -------
    list of Path
        Sorted by name.

    Raises
    ------
    MatdropError
        If one of the files cannot be read.

    Examples
    --------
    >>> from matdrop.cases.table import OWN_TABLE
    >>> [path.name for path in sources_of(OWN_TABLE.parent / "dropout_demo.m")]
    ['dropout_demo.m', 'inverted_dropout.m']
    """
    search_path = search_path_of(original, given)
    found: set[Path] = set()
    waiting = [original]
    while waiting:
        path = waiting.pop()
        if path not in found:
            found.add(path)
            waiting += search_path.called_from(path)
    return sorted(found, key=lambda path: (path.stem, path))


def data_of(original: Path, given: Sequence[Path] = ()) -> list[Path]:
    """Find the data files that an original, or a file that it calls, names in a text or in a command.

    They are in the folder in which it runs, one folder below, or at a path that starts with ``../``.

    Parameters
    ----------
    original : Path
        The ``.m`` file.
    given : sequence of Path
        Folders of its search path that the user has named.

    Returns
    -------
    list of Path
        Files that are neither ``.m`` nor ``.py``, sorted.

    Raises
    ------
    MatdropError
        If one of the sources cannot be read.

    Examples
    --------
    >>> from matdrop.cases.table import OWN_TABLE
    >>> data_of(OWN_TABLE.parent / "dropout_demo.m")
    []
    >>> [path.name for path in data_of(OWN_TABLE.parent / "nn_digits.m")]
    ['digits.mat']
    """
    files, home = [read(path) for path in sources_of(original, given)], search_path_of(original).home
    named = {word for file in files for text in file.texts for word in re.findall(r"[\w.-]+", text)}
    named |= {f"{text}.mat" for file in files if "load" in file.names for text in file.texts}
    beside = (path for pattern in ("*", "*/*") for path in home.glob(pattern) if path.name in named)
    paths = {path for file in files for text in file.texts for path in re.findall(r"(?:\.\./)+[\w./-]+", text)}
    above = (home / path for path in paths)
    return sorted(p for p in (*beside, *above) if p.is_file() and p.suffix not in (".m", ".py"))


def keeps_variables(files: Iterable[MatlabFile]) -> bool:
    """Check whether an original, or a file that it calls, keeps variables from one call to the next.

    Parameters
    ----------
    files : iterable of MatlabFile
        What the original and the files that it calls hold.

    Returns
    -------
    bool
        Whether functions must be cleared before each case, so that no case depends on those before it.

    Examples
    --------
    >>> from matdrop.cases.table import OWN_TABLE
    >>> keeps_variables([read(OWN_TABLE.parent / "dropout_demo.m")])
    False
    """
    return any(not _KEPT.isdisjoint(file.names) for file in files)


def is_confined(files: Iterable[MatlabFile]) -> bool:
    """Check whether a call of an original can change neither the folder nor the variables of its caller.

    Parameters
    ----------
    files : iterable of MatlabFile
        What the original and the files that it calls hold.

    Returns
    -------
    bool
        False, too, where a text is run, as by `eval`.

    Examples
    --------
    >>> from matdrop.cases.table import OWN_TABLE
    >>> is_confined([read(OWN_TABLE.parent / "dropout_demo.m")])
    True
    """
    words = {word for file in files for text in file.texts for word in re.findall(r"\w+", text)}
    return _REACHING.isdisjoint(words.union(*(file.names for file in files)))


def called_by(original: Path, given: Sequence[Path] = ()) -> set[str]:
    """Return every name in an original and in the neighbours that it calls.

    Parameters
    ----------
    original : Path
        The ``.m`` file.
    given : sequence of Path
        Folders of its search path that the user has named.

    Returns
    -------
    set of str
        Functions, variables and keywords, but no fields; empty if the file does not exist.

    Raises
    ------
    MatdropError
        If one of the sources cannot be read.

    Examples
    --------
    >>> from matdrop.cases.table import OWN_TABLE
    >>> "rand" in called_by(OWN_TABLE.parent / "dropout_demo.m")
    True
    """
    sources = sources_of(original, given) if original.is_file() else []
    return {name for path in sources for name in read(path).names}


def iterates(original: Path, given: Sequence[Path] = ()) -> bool:
    """Check whether an original, or a neighbour that it calls, has a loop or calls a solver.

    Parameters
    ----------
    original : Path
        The ``.m`` file.
    given : sequence of Path
        Folders of its search path that the user has named.

    Returns
    -------
    bool
        Whether the number of its steps may change with its inputs; False if the file does not exist.

    Raises
    ------
    MatdropError
        If one of the sources cannot be read.

    Examples
    --------
    >>> from matdrop.cases.table import OWN_TABLE
    >>> iterates(OWN_TABLE.parent / "inverted_dropout.m")
    False
    """
    return any(_ITERATES.fullmatch(name) for name in called_by(original, given))
