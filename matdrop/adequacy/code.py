"""Code objects: those of a part of a module, and what of them decides what a function does."""

from __future__ import annotations
import __future__

import ast
import warnings
from collections.abc import Iterator, Mapping
from types import CodeType
from typing import Any, TypeAlias

# The name of a function with those around it, and its line: two of one name are two definitions.
Key: TypeAlias = tuple[str, int]
_FUTURE = sum(getattr(__future__, name).compiler_flag for name in __future__.all_feature_names)


def codes_of(tree: ast.Module, file: str, flags: int) -> dict[Key, CodeType]:
    r"""Compile a part of a module and return its code and that of each function in it.

    Parameters
    ----------
    tree : ast.Module
        The part.
    file : str
        The module's file, for tracebacks.
    flags : int
        The flags of a function of the module, which say what it imports from ``__future__``.

    Returns
    -------
    dict of tuple to CodeType
        By qualified name and first line, with functions inside functions, bodies of classes, and the part itself.

    Raises
    ------
    SyntaxError
        If the part does not compile.

    Examples
    --------
    >>> list(codes_of(ast.parse("def f():\n    return lambda: 0"), "f.py", 0))
    [('<module>', 1), ('f', 1), ('f.<locals>.<lambda>', 2)]
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a changed source compares literals by `is`, calls numbers, and so on
        code = compile(tree, file, "exec", flags & _FUTURE, dont_inherit=True)
    return {(inner.co_qualname, inner.co_firstlineno): inner for inner in (code, *_inside(code))}


def _inside(code: CodeType) -> Iterator[CodeType]:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield constant
            yield from _inside(constant)


def behaviour_of(code: CodeType) -> tuple[Any, ...]:
    """Return all of a code object that decides what it does, and nothing of where it stands.

    Parameters
    ----------
    code : CodeType
        The code of a function.

    Returns
    -------
    tuple
        Functions with equal ones do the same.

    Examples
    --------
    >>> one, other = (lambda x: x * (2 + 1)).__code__, (lambda x: x * 3).__code__
    >>> one == other, behaviour_of(one) == behaviour_of(other)
    (False, True)
    """
    constants = tuple(_constant(constant) for constant in code.co_consts)
    names = (code.co_names, code.co_varnames, code.co_freevars, code.co_cellvars)
    counts = (code.co_argcount, code.co_posonlyargcount, code.co_kwonlyargcount, code.co_flags)
    return code.co_code, constants, names, counts, code.co_exceptiontable


def _constant(constant: Any) -> Any:
    """Return a constant so that only the same one is equal to it: 0, 0.0, -0.0 and False are four."""
    if isinstance(constant, CodeType):
        return behaviour_of(constant)
    if isinstance(constant, tuple):
        return tuple(_constant(part) for part in constant)
    return type(constant), repr(constant)


def differing(changed: Mapping[Key, CodeType], plain: Mapping[Key, CodeType]) -> dict[Key, CodeType]:
    """Return the functions of a changed part that do something else than those of the plain one.

    Parameters
    ----------
    changed : mapping of tuple to CodeType
        As `codes_of` returns it.
    plain : mapping of tuple to CodeType
        The same part before the change.

    Returns
    -------
    dict of tuple to CodeType
        The changed functions, of those that stand where they stood.
    """
    return {
        key: code for key, code in changed.items() if key in plain and behaviour_of(code) != behaviour_of(plain[key])
    }
