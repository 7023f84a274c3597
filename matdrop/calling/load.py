"""Loading a port: its file or module, its function or method, its parameters."""

from __future__ import annotations

import contextlib
import functools
import importlib
import inspect
import runpy
import sys
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from pathlib import Path
from types import FrameType, ModuleType
from typing import Any, ClassVar, TypeAlias, cast

from matdrop.calling.own_modules import own_modules, package_of
from matdrop.errors import MatdropError, did_you_mean
from matdrop.source.names import normalize_name

# Executes a file in a namespace; a trace does so with a changed source.
Execute: TypeAlias = Callable[[Path, dict[str, Any]], None]


def _execute(file: Path, namespace: dict[str, Any]) -> None:
    # Not by the import system: its cached code misses an edit within a second.
    exec(compile(file.read_bytes(), file, "exec"), namespace)


def load_port(
    port: str | Callable[..., Any],
    folder: Path,
    like: str = "",
    script: bool = False,
    execute: Execute = _execute,
) -> Callable[..., Any]:
    """Find a port's function.

    Parameters
    ----------
    port : str or callable
        ``module:function`` or ``path/file.py:function``, the path relative to `folder`; ``Class.method``
        in place of the function for a method. A function is returned as it is.
    folder : Path
        The folder of the case table.
    like : str
        The original's name, which finds the function if `port` does not name one.
    script : bool
        Whether the original is a script. Then a file without a function is a script too: calling it
        runs it and returns `LeftBehind`.
    execute : callable
        Executes a port's file in the namespace of its module.

    Returns
    -------
    callable
        The function.

    Raises
    ------
    MatdropError
        If the module or the function is not found.
    Exception
        Whatever the module raises when it is imported.

    Examples
    --------
    >>> load_port("matdrop.port.inverted_dropout:inverted_dropout", Path()).__name__
    'inverted_dropout'
    """
    if callable(port):
        return port
    place, _, name = port.partition(":")
    if script and not name and place.endswith(".py"):
        return functools.partial(_run_script, _file(folder / place, port), execute)
    module = (
        _load_file(_file(folder / place, port), execute) if place.endswith(".py") else _load_module(place, port, folder)
    )
    if not name:
        name = _function_like(like, module, port)
    found: Any = module
    for part in name.split("."):
        owner, found = found, getattr(found, part, None)
        if inspect.isclass(owner) and inspect.isfunction(inspect.getattr_static(owner, part, None)):
            found = Method(owner, part)
    if not callable(found):
        raise MatdropError(f'port = "{port}": {place} has no function {name}')
    return cast(Callable[..., Any], found)


def source_file(function: Callable[..., Any]) -> Path | None:
    """Return the file that a function was written in.

    Parameters
    ----------
    function : callable
        A function, or anything else that can be called.

    Returns
    -------
    Path or None
        None for compiled code and for functions that were typed at a prompt.

    Examples
    --------
    >>> source_file(load_port).name, source_file(len)
    ('load.py', None)
    """
    try:
        file = inspect.getsourcefile(inspect.unwrap(function))
    except TypeError:
        return None
    return Path(file) if file and Path(file).is_file() else None


def parameters_of(function: Callable[..., Any]) -> list[inspect.Parameter]:
    """Return the named parameters of a port.

    Parameters
    ----------
    function : callable
        The port.

    Returns
    -------
    list of inspect.Parameter
        Without ``*args`` and ``**kwargs``; empty if Python does not know the signature.

    Examples
    --------
    >>> [parameter.name for parameter in parameters_of(lambda X, keep_prob: None)]
    ['X', 'keep_prob']
    """
    try:
        return list(_parameters_of(function))
    except TypeError:  # it cannot be a key
        return list(_parameters_of.__wrapped__(function))


@functools.lru_cache(maxsize=32)  # each call of a port asks
def _parameters_of(function: Callable[..., Any]) -> tuple[inspect.Parameter, ...]:
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return ()
    return tuple(p for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY))


def folder_of(port: str | Callable[..., Any], folder: Path) -> Path | None:
    """Return the folder that a port runs in: the folder of its file.

    Parameters
    ----------
    port : str or callable
        As `load_port` takes it.
    folder : Path
        The folder of the case table.

    Returns
    -------
    Path or None
        None if the port is not named by its file.

    Examples
    --------
    >>> folder_of("code/f.py:f", Path("/project"))
    PosixPath('/project/code')
    """
    if callable(port) or not (place := port.partition(":")[0]).endswith(".py"):
        return None
    return _real_path(folder.absolute() / place).parent


@functools.lru_cache(maxsize=64)  # each call of a port asks, and links are followed folder by folder
def _real_path(file: Path) -> Path:
    return file.resolve()


@contextlib.contextmanager
def at_home(port: str | Callable[..., Any], folder: Path) -> Iterator[None]:
    """Work where a port runs: in its folder, in which its own modules are found.

    Parameters
    ----------
    port : str or callable
        As `load_port` takes it.
    folder : Path
        The folder of the case table.

    Yields
    ------
    None
        Control, to the block; nothing changes for a port that is not named by its file, or whose folder is not there.
    """
    home = folder_of(port, folder)
    if home is None or not isinstance(port, str) or not home.is_dir():  # `load_port` says that it is not there
        yield
        return
    with contextlib.chdir(home), own_modules(home / Path(port.partition(":")[0]).name):
        yield


class Method:
    """A method of a class, on an object that is made for each call.

    Parameters
    ----------
    owner : type
        The class.
    name : str
        The method.

    Attributes
    ----------
    constructor : ContextVar
        The arguments of the object that the next call makes; a method may be wrapped when it is called.
    """

    constructor: ClassVar[ContextVar[tuple[Any, ...]]] = ContextVar("constructor", default=())

    def __init__(self, owner: type, name: str) -> None:
        method = inspect.getattr_static(owner, name)
        functools.update_wrapper(self, method)
        self.__globals__ = method.__globals__  # where Python functions for handles are found
        signature = inspect.signature(method)
        self.__signature__ = signature.replace(parameters=list(signature.parameters.values())[1:])
        self.owner, self.name = owner, name

    def __call__(self, *args: Any, **keywords: Any) -> Any:
        """Make an object, and call its method."""
        constructor = self.constructor.get()
        try:
            inspect.signature(self.owner).bind(*constructor)
        except TypeError as error:
            takes = ", ".join(str(parameter) for parameter in inspect.signature(self.owner).parameters.values())
            given = f"{len(constructor)} arguments" if constructor else "no arguments"
            raise TypeError(
                f"an object of {self.owner.__name__}({takes}) cannot be made of {given} ({error}); declare what it is "
                "made of: constructor = [...] in the table, or --constructor"
            ) from None
        return getattr(self.owner(*constructor), self.name)(*args, **keywords)


def _file(path: Path, port: str) -> Path:
    if not path.is_file():
        meant = did_you_mean(path.name, (file.name for file in path.parent.glob("*.py")))
        raise MatdropError(f'port = "{port}": file not found: {path.resolve()}{meant}')
    return path.resolve()


class LeftBehind(dict[str, Any]):
    """The variables of a script after it has run."""


def _run_script(file: Path, execute: Execute) -> LeftBehind:
    """Run a script and return its variables, together with those of its function `main`."""
    of_main: dict[str, Any] = {}

    def watch(frame: FrameType, event: str, _: Any) -> None:
        if event == "return" and frame.f_code.co_name == "main" and frame.f_code.co_filename == str(file):
            of_main.update(frame.f_locals)

    before = sys.getprofile()
    sys.path.insert(0, str(file.parent))
    sys.setprofile(watch)
    try:
        if execute is _execute:
            left = runpy.run_path(str(file), run_name="__main__")
        else:
            left = {"__name__": "__main__", "__file__": str(file)}
            execute(file, left)
    finally:
        sys.setprofile(before)
        sys.path.remove(str(file.parent))
    variables = {**of_main, **left}
    return LeftBehind(
        (name, value) for name, value in variables.items() if not name.startswith("_") and _is_value(value)
    )


def _is_value(value: Any) -> bool:
    return not (callable(value) or inspect.ismodule(value))


def _load_file(file: Path, execute: Execute) -> ModuleType:
    """Import a file in its present state; a file of a package as a part of it, since it may import its neighbours."""
    _, name = package_of(file)
    module = ModuleType(name)
    module.__file__ = str(file)
    module.__package__ = name.rpartition(".")[0]
    with own_modules(file, afresh=True):
        if module.__package__:
            importlib.import_module(module.__package__)
        sys.modules[name] = module  # dataclasses and pickle look up their module
        execute(file, vars(module))
    return module


def _load_module(name: str, port: str, folder: Path) -> ModuleType:
    """Import a module; an installed one has priority over one of the project's folder.

    Raises
    ------
    MatdropError
        If there is no such module.
    ModuleNotFoundError
        If the module itself imports one that is missing.
    """
    sys.path.append(str(folder))
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name is None or not (name == error.name or name.startswith(error.name + ".")):
            raise
        raise MatdropError(f'port = "{port}": {error}') from None
    finally:
        sys.path.remove(str(folder))


def _function_like(like: str, module: ModuleType, port: str) -> str:
    functions = {
        name: value
        for name, value in vars(module).items()
        if inspect.isfunction(value) and value.__module__ == module.__name__
    }
    named = [name for name in functions if normalize_name(name) == normalize_name(like)]
    public = [name for name in functions if not name.startswith("_")]
    if len(named or public) == 1:
        return (named or public)[0]
    has = f"has the functions {', '.join(public)}" if public else "has no function"
    raise MatdropError(f'port = "{port}" does not name a function, and {port} {has}; write "{port}:FUNCTION"')
