"""Runs of statements whose values are recorded together, behind the last of them: one record costs what several would.

A value may wait as long as nothing that the recording shows can come between: no call of a function that is recorded
too, no other value for the variable, no end of the block. What an error would lose has to be recorded anew, statement
by statement: the caller sees to that (`matdrop.tracing.original_recording.record_original`).
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from pathlib import Path

from matdrop.source import matlab_syntax as syntax
from matdrop.source.matlab import MatlabFile
from matdrop.source.matlab_names import STORE_ANY, read_names
from matdrop.source.matlab_syntax import Expression, Statement

# Functions that show, save or clear all variables.
INSPECTING = frozenset({"who", "whos", "save", "clear", "clearvars"})
# Functions that run text, and may do so until an error or in another workspace.
_RUNNING_TEXT = frozenset({"eval", "evalc", "evalin", "assignin"})
_OPERATORS = frozenset(
    {
        "+",
        "-",
        "*",
        ".*",
        "/",
        "./",
        "\\",
        ".\\",
        "^",
        ".^",
        "==",
        "~=",
        "!=",
        "<",
        "<=",
        ">",
        ">=",
        "&",
        "|",
        "&&",
        "||",
    }
)
_OF_NUMBERS = frozenset(
    {"abs", "all", "any", "atan2", "ceil", "cos", "cumsum", "diff", "double", "exp", "eye", "fix", "floor", "isempty"}
    | {"length", "linspace", "log", "max", "mean", "min", "mod", "norm", "numel", "ones", "prod", "rand", "randi"}
    | {"randn", "real", "rem", "round", "sign", "sin", "size", "sqrt", "std", "sum", "tan", "zeros"}
)


def recorded_functions(files: Mapping[Path, MatlabFile]) -> frozenset[str] | None:
    r"""Name the functions whose calls may be recorded: values wait for no statement that calls one.

    Parameters
    ----------
    files : mapping of Path to MatlabFile
        All that is recorded.

    Returns
    -------
    frozenset of str, or None
        None if no value may wait, because a run may go on after an error, or change variables by text.

    Examples
    --------
    >>> from matdrop.source.matlab import parse
    >>> sorted(recorded_functions({Path("f.m"): parse("function y = f(x)\ny = g(x);\nfunction y = g(x)\ny = x;")}))
    ['f', 'g']
    >>> recorded_functions({Path("f.m"): parse("try, f, catch, end")})
    """
    if any(_goes_on_after_errors(file) for file in files.values()):
        return None
    names = {path.stem for path in files}
    names |= {folder.name[1:] for path in files for folder in path.parents if folder.name.startswith("+")}
    return frozenset(names | {function.name for file in files.values() for function in file.all_functions()})


def _goes_on_after_errors(file: MatlabFile) -> bool:
    tries = any(isinstance(node, syntax.Try) for node in file.walk())
    return tries or "ErrorHandler" in file.texts or not _RUNNING_TEXT.isdisjoint(file.names)


def passes(statement: Statement, recorded: Set[str]) -> bool:
    """Whether the values stored before a statement may wait until behind it.

    Parameters
    ----------
    statement : Statement
        One without blocks.
    recorded : set of str
        Functions whose calls are recorded.

    Returns
    -------
    bool
        Whether it neither calls one of them nor looks at all variables; what it stores has to be seen to.

    Examples
    --------
    >>> from matdrop.source.matlab import parse
    >>> [passes(statement, {"g"}) for statement in parse("y = x + 1; z = g(y); clear y").statements]
    [True, False, False]
    """
    plain = isinstance(statement, (syntax.Assignment, syntax.ExpressionStatement))
    return plain and (recorded | INSPECTING | STORE_ANY).isdisjoint(read_names(statement))


def stores_number(statement: Statement, variables: Set[str]) -> bool:
    """Whether a statement gives a variable a number or an array of numbers, whatever the numbers are.

    Parameters
    ----------
    statement : Statement
        One without blocks.
    variables : set of str
        Names that are no functions.

    Returns
    -------
    bool
        Operators that a class has overloaded are not thought of.

    Examples
    --------
    >>> from matdrop.source.matlab import parse
    >>> [stores_number(statement, {"x"}) for statement in parse("y = mod(x, 2); y = x; y(2) = 1;").statements]
    [True, False, False]
    """
    match statement:
        case syntax.Assignment(targets=[syntax.Name()], operator="=", value=value) if value is not None:
            return _is_number(value, variables)
    return False


def _is_number(value: Expression, variables: Set[str]) -> bool:
    match value:
        case syntax.Number() | syntax.Range():
            return True
        case syntax.Binary(operator=operator):
            return operator in _OPERATORS
        case syntax.Unary(operator=operator):
            return operator in ("-", "+", "~", "!")
        case syntax.Parentheses(inner=inner) | syntax.Postfix(operator="'" | ".'", operand=inner):
            return _is_number(inner, variables)
        case syntax.Call(function=syntax.Name(name=name)):
            return name in _OF_NUMBERS and name not in variables
        case syntax.Matrix(rows=rows):
            return all(_is_number(part, variables) for row in rows for part in row)
    return False
