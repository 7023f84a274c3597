"""Running a port as it is called, instrumented and freshly imported, with values put in place of its own."""

from __future__ import annotations

import contextlib
import functools
import importlib.abc
import importlib.machinery
import importlib.util
import inspect
import io
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import CellType, CodeType, FunctionType, ModuleType
from typing import Any, Protocol

from matdrop.calling.call import port_error
from matdrop.calling.conventions import Convention
from matdrop.calling.load import folder_of, load_port
from matdrop.calling.own_modules import imported_afresh, imported_since, is_users
from matdrop.calling.sandbox import quiet, time_limit
from matdrop.cases.case import Case
from matdrop.cases.reference import Reference
from matdrop.engines.session import Session
from matdrop.errors import MatdropError
from matdrop.source.names import normalize_name
from matdrop.tracing.bounds import BOUNDS, Bounds
from matdrop.tracing.instrumentation import ACTIVATION, MONITOR, Program
from matdrop.tracing.monitor import Monitor, Replacement, as_it_is
from matdrop.tracing.recording import Recording, Span
from matdrop.verification.attempt import Attempt, Caller

PLAIN = 20.0  # seconds that a plain run may take at most
SLOWEST = 10  # times the plain run that a run with other values or a change may take, and at least ...
SHORTEST = 0.3  # ... so many seconds
_PACKAGE = Path(__file__).parents[1]


@dataclass(frozen=True)
class Run:
    """A recorded call of a port: how its outputs compare, and what noted it."""

    attempt: Attempt
    monitor: Monitor

    @cached_property
    def recording(self) -> Recording:
        """What the port did; most runs are only asked whether they agree."""
        return self.monitor.recording()


class RecordedPort:
    """The port of one case, which can be called again and again with other values in place of its own.

    Parameters
    ----------
    program : Program
        The port's sources; the cases of a pair share it.
    case : Case
        The case.
    reference : Reference
        What the original computed.
    folder : Path
        The folder of the case table.
    convention : Convention
        How the port is called.
    session : Session, optional
        The live session, for function handles.
    timeout : float
        Seconds that a call may take.
    bounds : Bounds
        Which iterations are recorded.
    windows : mapping of Span to range
        Of loops, iterations that are recorded besides.
    """

    def __init__(
        self,
        program: Program,
        case: Case,
        reference: Reference,
        folder: Path,
        convention: Convention,
        session: Session | None = None,
        timeout: float = 60.0,
        bounds: Bounds = BOUNDS,
        windows: Mapping[Span, range] | None = None,
    ) -> None:
        self._bounds, self._windows = bounds, windows or {}
        self.program, self.case, self.reference, self.folder = program, case, reference, folder
        self.convention = convention
        self._timeout = min(timeout, PLAIN)
        self._caller = Caller(case, reference, folder, session, self._timeout)
        self._file, self._is_alone, self._is_timed = file_of(named_in_file(case.pair.port), folder), False, False

    @property
    def function(self) -> Callable[..., Any]:
        """The port as it is."""
        assert callable(self._caller.port)
        return self._caller.port

    def run(self, replaced: frozenset[int] = frozenset(), replacement: Replacement = as_it_is) -> Run:
        """Call the port and record it; the first call should be of the port as it is.

        Parameters
        ----------
        replaced : frozenset of int
            Statements whose values are replaced.
        replacement : callable
            Gives what takes the place of a value.

        Returns
        -------
        Run
            How its outputs compare, and what it did.

        Raises
        ------
        MatdropError
            If the port cannot be loaded.
        """
        pair = self.case.pair
        outputs = frozenset(map(normalize_name, pair.outputs))
        monitor = Monitor(self.program, replaced, replacement, self._bounds, self._windows, outputs=outputs)
        place = folder_of(pair.port, self.folder)
        with self._imported(monitor, place or self.folder):
            with quiet(io.StringIO()), time_limit(self._timeout), contextlib.chdir(place or "."):
                function = self._load(monitor)
            monitor.current = monitor.outside
            attempt = self._caller.call(self.convention, function)
        if not monitor.entered and attempt.error is None:
            names = self.case.input_names(len(self.reference.inputs))
            inputs = dict(zip(names, self.reference.inputs, strict=False))
            monitor.note_call(_name_of(pair.port), inputs, attempt.answer.returned)
        if not self._is_timed:
            self._is_timed = True
            self._limit_time(attempt)
        return Run(attempt, monitor)

    def _limit_time(self, plain: Attempt) -> None:
        """Limit the time of all further runs by that of the first one: a run with other values may never end."""
        # Of a run that has failed nothing is known but that the original takes so long.
        seconds = plain.answer.seconds if plain.error is None else self.reference.seconds
        self._caller.timeout = min(self._caller.timeout, rerun_limit(seconds))

    @contextlib.contextmanager
    def _imported(self, monitor: Monitor, root: Path) -> Iterator[None]:
        """Import the user's modules anew within the block; a port of one file that has none takes less time."""
        if self._is_alone:
            yield
            return
        with instrumented(self.program, monitor, root_of(self.case.pair.port, root)):
            yield
        self._is_alone = self.program.used == {self._file}

    def _load(self, monitor: Monitor) -> Callable[..., Any]:
        pair = self.case.pair

        def execute(file: Path, namespace: dict[str, Any]) -> None:
            namespace[MONITOR] = monitor
            exec(self.program.code(file), namespace)

        try:
            if (inner := inner_function(pair.port, self.program.code, monitor)) is not None:
                return inner
            port = named_in_file(pair.port)
            return load_port(port, self.folder, pair.original.stem, pair.declaration.is_script, execute)
        except MatdropError:
            raise
        except (Exception, SystemExit) as error:
            raise MatdropError(f"{self.case.id}: the port cannot be loaded: {port_error(error)}") from None


def rerun_limit(seconds: float) -> float:
    """Return how long a run with other values or a change may take, by how long one without takes."""
    return max(SHORTEST, SLOWEST * seconds)


def named_in_file(port: str | Callable[..., Any]) -> str | Callable[..., Any]:
    """Return a function's file and name, so that it can be loaded again; the function itself if it has none."""
    if isinstance(port, str):
        return port
    function = inspect.unwrap(port)
    name, code = getattr(function, "__qualname__", "<"), getattr(function, "__code__", None)
    if code is None or "<" in name or not Path(code.co_filename).is_file():
        return port
    return f"{code.co_filename}:{name}"


def inner_function(
    port: str | Callable[..., Any], code_of: Callable[[Path], CodeType], monitor: Monitor | None = None
) -> Callable[..., Any] | None:
    """Make a function that was defined within another one anew, of other code of its file.

    It keeps the variables that it has of the function around it, and its module's.

    Parameters
    ----------
    port : str or callable
        The function.
    code_of : callable
        Returns the code of a file.
    monitor : Monitor, optional
        What instrumented code tells what it does.

    Returns
    -------
    callable or None
        None for any other port, and if the new code needs other variables than the old one has.
    """
    name = getattr(port, "__qualname__", "")
    code = getattr(port, "__code__", None)
    if not isinstance(port, FunctionType) or code is None or "<locals>" not in name or "<lambda>" in name:
        return None
    if not Path(code.co_filename).is_file():
        return None
    found = code_of(Path(code.co_filename))
    for part in name.replace(".<locals>", "").split("."):
        inner = [one for one in found.co_consts if isinstance(one, CodeType) and one.co_name == part]
        if not inner:
            return None
        found = min(inner, key=lambda one: abs(one.co_firstlineno - code.co_firstlineno))
    cells = dict(zip(code.co_freevars, port.__closure__ or (), strict=True))
    if monitor is not None:  # the function around it has told nothing: it runs outside all that is recorded
        cells |= {name: CellType(monitor.outside) for name in found.co_freevars if ACTIVATION.fullmatch(name)}
    if not set(found.co_freevars) <= cells.keys():
        return None
    more = {} if monitor is None else {MONITOR: monitor}
    closure = tuple(cells[variable] for variable in found.co_freevars)
    made = FunctionType(found, {**port.__globals__, **more}, port.__name__, port.__defaults__, closure)
    made.__kwdefaults__ = port.__kwdefaults__
    return made


def _name_of(port: str | Callable[..., Any]) -> str:
    """Return by what name a port's file binds its function."""
    if isinstance(port, str):
        return port.partition(":")[2].rpartition(".")[2] or Path(port.partition(":")[0]).stem.rpartition(".")[2]
    return getattr(port, "__name__", "")


def file_of(port: str | Callable[..., Any], folder: Path) -> Path | None:
    """Return the file that a port is named by; None if it is named by its module, or has no file."""
    given = port.rpartition(":")[0] or port if isinstance(port, str) else ""
    return (folder / given).resolve() if given.endswith(".py") else None


def root_of(port: str | Callable[..., Any], folder: Path) -> Path:
    """Return the folder within which modules are the port's: that of its file, or of the package that it is in."""
    if not isinstance(port, str):
        code = getattr(inspect.unwrap(port), "__code__", None)
        folder = Path(code.co_filename).parent if code is not None else folder
    elif not port.partition(":")[0].endswith(".py"):
        spec = importlib.util.find_spec(port.partition(":")[0])
        folder = Path(spec.origin).parent if spec is not None and spec.origin else folder
    while (folder / "__init__.py").is_file() and folder != _PACKAGE / "port":
        folder = folder.parent
    return folder.resolve()


def is_beside(file: Path, root: Path) -> bool:
    """Whether a file is the user's own code and stands beside the port."""
    return file.is_relative_to(root) and is_users(str(file))


class Sources(Protocol):
    """Gives the code of a user's file, as it is to be executed."""

    def code(self, file: Path) -> CodeType:
        """Return the code of a file."""
        ...


class _Loader(importlib.machinery.SourceFileLoader):
    """Loads a module of the user's, changed."""

    def __init__(self, name: str, path: str, program: Sources, monitor: Monitor | None) -> None:
        super().__init__(name, path)
        self._program, self._monitor = program, monitor

    def get_code(self, fullname: str) -> CodeType:
        """Return the changed code."""
        return self._program.code(Path(self.path).resolve())

    def exec_module(self, module: ModuleType) -> None:
        """Execute the module with its monitor."""
        setattr(module, MONITOR, self._monitor)
        super().exec_module(module)


class _Finder(importlib.abc.MetaPathFinder):
    """Finds the modules of the user's before anybody else does."""

    def __init__(self, program: Sources, monitor: Monitor | None, root: Path) -> None:
        self._program, self._monitor, self._root = program, monitor, root

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Find a module that is the user's."""
        spec = importlib.machinery.PathFinder.find_spec(fullname, path, target)
        if spec is None or not spec.origin or not spec.origin.endswith(".py"):
            return None
        if not is_beside(Path(spec.origin).resolve(), self._root):
            return None
        spec.loader = _Loader(fullname, spec.origin, self._program, self._monitor)
        return spec


@contextlib.contextmanager
def instrumented(program: Sources, monitor: Monitor | None, root: Path) -> Iterator[None]:
    """Import the user's modules anew and changed within the block; afterwards all is as before."""
    finder = _Finder(program, monitor, root)
    before = _users_modules(sys.modules, root)
    for name in before:
        del sys.modules[name]
    others = list(sys.modules)
    sys.meta_path.insert(0, finder)
    try:
        with imported_afresh():
            yield
    finally:
        sys.meta_path.remove(finder)
        for name in _users_modules({name: sys.modules[name] for name in imported_since(others)}, root):
            del sys.modules[name]
        sys.modules.update(before)
        for name, module in before.items():
            _put_back(name, module)


def _put_back(name: str, module: ModuleType) -> None:
    """Let a package have a module as its attribute again."""
    package, _, own = name.rpartition(".")
    if package in sys.modules:
        setattr(sys.modules[package], own, module)


def _users_modules(modules: Mapping[str, ModuleType], root: Path) -> dict[str, ModuleType]:
    """Return the modules of the user's that stand in a folder, but for the program that runs."""
    # Most stand elsewhere: this is asked of all modules for one change after the other, and paths are slow.
    folder = str(root)
    places = ((name, module, getattr(module, "__file__", None)) for name, module in modules.items())
    inside = [place for place in places if isinstance(place[2], str) and place[2].startswith(folder)]
    return {name: module for name, module, file in inside if module.__name__ != "__main__" and _is_in(file, folder)}


@functools.cache
def _is_in(file: str, root: str) -> bool:
    return is_beside(Path(file), Path(root))
