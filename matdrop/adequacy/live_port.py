"""A port in this process whose functions are given the code of a changed source, and then their own again."""

from __future__ import annotations

import ast
import contextlib
import functools
import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any, TypeAlias

from matdrop.adequacy.code import Key, behaviour_of, codes_of, differing
from matdrop.calling.load import Method
from matdrop.errors import MatdropError
from matdrop.repair.changes import Change, replaced
from matdrop.source.python_text import PythonText, read_source

Defaults: TypeAlias = tuple[tuple[Any, ...], dict[str, Any]]  # by position, and by keyword


@dataclass(frozen=True)
class Plant:
    """What functions run and take in place of their own code and default values; as a truth value, whether any does.

    Attributes
    ----------
    codes : mapping of tuple to CodeType
        The other code, by function.
    defaults : mapping of tuple to tuple
        The other default values, by function.
    """

    codes: Mapping[Key, CodeType]
    defaults: Mapping[Key, Defaults] = field(default_factory=dict)

    def __bool__(self) -> bool:
        """Check whether any function does something else."""
        return bool(self.codes or self.defaults)


class LivePort:
    """The functions of a port's file, as they stand in memory.

    A changed port is called as the port itself is: only the code of its functions is exchanged. So a change costs the
    compilation of one definition, and helpers, methods and decorated functions are changed like the port.

    Parameters
    ----------
    port : callable
        The port as it was loaded.

    Attributes
    ----------
    file : Path
        The file of the port.
    source : str
        Its source.
    text : PythonText
        Its syntax tree, with places.

    Raises
    ------
    MatdropError
        If there is no such source, or the functions were not made from it as it is now.

    Examples
    --------
    >>> from matdrop.port.inverted_dropout_predict import inverted_dropout_predict
    >>> LivePort(inverted_dropout_predict).file.name
    'inverted_dropout_predict.py'
    """

    def __init__(self, port: Callable[..., Any]) -> None:
        entry = _plain_function(port)
        self.file, self.namespace = Path(entry.__code__.co_filename), entry.__globals__
        self.source = read_source(self.file)
        self.text = PythonText(self.source)
        self.functions = dict[Key, list[FunctionType]]()
        self.caches = list[Callable[[], None]]()
        for found in (entry, port, *self.namespace.values()):
            self._collect(found, depth=0)
        self.entry: Key = entry.__code__.co_qualname, entry.__code__.co_firstlineno
        self._flags = entry.__code__.co_flags
        self._plain = dict[int, dict[Key, CodeType]]()
        self._check_source(entry)

    def _collect(self, found: Any, depth: int) -> None:
        """Collect the functions that were defined in the file: also those in classes, and those inside decorators."""
        if depth > 3:
            return
        if callable(clear := getattr(found, "cache_clear", None)):
            self.caches.append(clear)
        if isinstance(found, FunctionType) and found.__code__.co_filename == str(self.file):
            same = self.functions.setdefault((found.__code__.co_qualname, found.__code__.co_firstlineno), [])
            if found not in same:
                same.append(found)
        for inner in _wrapped(found, self.namespace.get("__name__", "")):
            self._collect(inner, depth + 1)

    def _check_source(self, entry: FunctionType) -> None:
        # The whole module: a definition alone compiles otherwise, since Python then does not know what is imported.
        code = codes_of(self.text.tree, str(self.file), self._flags).get(self.entry)
        if code is None or behaviour_of(code) != behaviour_of(entry.__code__):
            raise MatdropError(f"{self.file.name} has changed since it was imported, so the port cannot be changed")

    def block_at(self, line: int) -> ast.stmt | None:
        """Return the module's statement that holds a line.

        Parameters
        ----------
        line : int
            Counted from 1.

        Returns
        -------
        ast.stmt or None
            A definition with its decorators, say; None between statements.
        """
        blocks = self.text.tree.body
        return next((block for block in blocks if _first_line(block) <= line <= (block.end_lineno or 0)), None)

    def _codes_of(self, block: ast.stmt) -> dict[Key, CodeType]:
        """Return the code of a block as it stands in the file."""
        if block.lineno not in self._plain:
            self._plain[block.lineno] = codes_of(ast.Module([block], []), str(self.file), self._flags)
        return self._plain[block.lineno]

    def changed_by(self, change: Change) -> Plant:
        """Compile the definition that a change is in.

        Parameters
        ----------
        change : Change
            A change of the source.

        Returns
        -------
        Plant
            The functions that do something else with the change made; empty if the change is equivalent.

        Raises
        ------
        SyntaxError
            If the changed source does not compile.
        LookupError
            If the changed function is not found in memory: a decorator may have hidden it.
        Exception
            Whatever a changed default value raises.
        """
        block = self.block_at(change.line)
        assert block is not None
        first = _first_line(block)
        start, end = self.text.line_start(first), self.text.end(block)
        tree = ast.parse("\n" * (first - 1) + replaced(self.source[:end], [change])[start:])
        found = differing(codes_of(tree, str(self.file), self._flags), self._codes_of(block))
        codes = {key: code for key, code in found.items() if key in self.functions}  # not the module's own
        plant = Plant(codes, {} if codes else self._other_defaults(tree.body[0], block))
        if found and not plant:
            raise LookupError(f"no function of line {change.line} is found in memory")
        return plant

    def _other_defaults(self, changed: ast.stmt, plain: ast.stmt) -> dict[Key, Defaults]:
        """Return the default values of a definition's parameters, where they are others than before."""
        found: dict[Key, Defaults] = {}
        for one, other in zip(_definitions(changed), _definitions(plain), strict=True):
            place = one.name, _first_line(one)
            keys = [key for key in self.functions if (key[0].rpartition(".")[2], key[1]) == place]
            if ast.dump(one.args) != ast.dump(other.args):
                found |= dict.fromkeys(keys, self._defaults(one))
        return found

    def _defaults(self, definition: ast.FunctionDef | ast.AsyncFunctionDef) -> Defaults:
        arguments = definition.args
        given = {
            argument.arg: self._value(default)
            for argument, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
            if default is not None
        }
        return tuple(self._value(default) for default in arguments.defaults), given

    def _value(self, expression: ast.expr) -> Any:
        return eval(compile(ast.Expression(expression), str(self.file), "eval"), self.namespace)

    def rewritten(self, blocks: Iterable[ast.stmt]) -> Plant:
        """Compile statements of the module in another form.

        Parameters
        ----------
        blocks : iterable of ast.stmt
            Whole statements of the module, rewritten.

        Returns
        -------
        Plant
            The code of their functions.
        """
        return Plant(codes_of(ast.Module(list(blocks), []), str(self.file), self._flags))

    @contextlib.contextmanager
    def running(self, plant: Plant) -> Iterator[None]:
        """Run other code in the functions, and then their own again.

        Parameters
        ----------
        plant : Plant
            What to run in place of the functions' own code.

        Yields
        ------
        None
            Control, to the block.

        Raises
        ------
        ValueError
            If a function cannot run that code: it has another number of variables of the functions around it.
        """
        keys = {*plant.codes, *plant.defaults}
        functions = [(key, function) for key in keys for function in self.functions.get(key, ())]
        before = [(f, f.__code__, f.__defaults__, f.__kwdefaults__) for _, f in functions]
        try:
            for key, function in functions:
                function.__code__ = plant.codes.get(key, function.__code__)
                if key in plant.defaults:
                    function.__defaults__, function.__kwdefaults__ = plant.defaults[key]
            self.forget()
            yield
        finally:
            for function, code, defaults, by_keyword in before:
                function.__code__, function.__defaults__, function.__kwdefaults__ = code, defaults, by_keyword
            self.forget()

    def forget(self) -> None:
        """Empty the functions' caches, which hold what other code has returned."""
        for clear in self.caches:
            clear()


def _plain_function(port: Callable[..., Any]) -> FunctionType:
    """Return the Python function that a port is, inside its decorators.

    Raises
    ------
    MatdropError
        If it is none.
    """
    if isinstance(port, functools.partial):
        raise MatdropError("the port is a script; only a function can be changed, so put what it does into one")
    plain = inspect.unwrap(getattr(port.owner, port.name) if isinstance(port, Method) else port)
    plain = getattr(plain, "__func__", plain)
    if not isinstance(plain, FunctionType) or not Path(plain.__code__.co_filename).is_file():
        raise MatdropError("the port is no Python function of a file, so it cannot be changed")
    return plain


def _definitions(block: ast.stmt) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Return the definitions that a statement of the module makes: a function, or the methods of a class."""
    inside = block.body if isinstance(block, ast.ClassDef) else [block]
    return [node for node in inside if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def _wrapped(found: Any, module: str) -> Iterator[Any]:
    """Yield what may hold a function of the file inside something of its module."""
    if isinstance(found, Method):
        yield found.owner
    elif inspect.isclass(found):
        if found.__module__ == module:
            yield from vars(found).values()
    elif isinstance(found, staticmethod | classmethod):
        yield found.__func__
    elif isinstance(found, property):
        yield found.fget
    elif callable(found):
        yield getattr(found, "__wrapped__", None)
        for cell in getattr(found, "__closure__", None) or ():
            with contextlib.suppress(ValueError):  # an empty cell
                yield cell.cell_contents


def _first_line(block: ast.stmt) -> int:
    """Return the line on which a statement starts, with its decorators."""
    decorators: list[ast.expr] = getattr(block, "decorator_list", [])
    return min([block.lineno, *(decorator.lineno for decorator in decorators)])
