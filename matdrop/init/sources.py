"""Sources of a pair: functions of ``.m`` and ``.py`` files, with their code, help and defaults."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from matdrop.errors import MatdropError
from matdrop.source import matlab_syntax as syntax
from matdrop.source.fragments import calls_in, expression_of
from matdrop.source.matlab import MatlabFile, parse, read
from matdrop.source.matlab_files import why_not_called
from matdrop.source.matlab_names import base_name, read_names
from matdrop.source.matlab_syntax import Expression, walk
from matdrop.source.original import declaration_of

NOT_MATLAB = (
    (r"^\s*(?:#import|#include|@interface|@implementation|@protocol|@class)\b", "Objective-C"),
    (r"\A\s*\(\*|^\s*(?:BeginPackage|Module|Needs)\s*\[|^\s*\w+\[\w*_\w*[^\]]*\]\s*:?=", "Mathematica"),
    (r"^\s*:-\s*module\b", "Mercury"),
)
# Functions without side effects, which an argument of a call may use.
HARMLESS = {
    *("abs", "ceil", "cos", "cumsum", "diag", "exp", "fix", "floor", "kron", "length", "log", "max", "min", "mod"),
    *("numel", "primes", "repmat", "reshape", "round", "sin", "size", "sqrt", "sum", "tan", "toeplitz"),
    *("cell", "eye", "linspace", "logspace", "magic", "ones", "rand", "randi", "randn", "randperm", "sparse", "zeros"),
    *("char", "double", "int8", "int16", "int32", "logical", "single", "struct", "uint8", "uint16", "uint32"),
    *("eps", "false", "inf", "Inf", "nan", "NaN", "pi", "true"),
}


UNUSED = "unused_"  # begins the name of a parameter that the original ignores, with "~"


@dataclass(frozen=True)
class Function:
    """A function of a ``.m`` or ``.py`` file.

    Attributes
    ----------
    name : str
        With its class before it where it is a method; empty for a script.
    parameters : tuple of str
        As they are declared, without ``varargin``, ``*args`` and the like.
    body : str
        Its code without comments.
    help : str
        Its comments or its docstring.
    defaults : mapping of str to str
        MATLAB expressions for parameters that have a default.
    required : int
        How many parameters a call must give.
    """

    name: str
    parameters: tuple[str, ...]
    body: str
    help: str = ""
    defaults: Mapping[str, str] = field(default_factory=dict)
    required: int = 0


def why_no_original(file: Path) -> str:
    """Return why a ``.m`` file cannot be verified; nothing for a MATLAB function or script.

    Parameters
    ----------
    file : Path
        A ``.m`` file.

    Returns
    -------
    str
        A reason that follows the file's name, or an empty text.

    Examples
    --------
    >>> from matdrop.cases.table import OWN_TABLE
    >>> why_no_original(OWN_TABLE.parent / "inverted_dropout.m")
    ''
    """
    try:
        data = file.read_bytes()
    except OSError as error:
        return f"cannot be read: {error.strerror}"
    if reason := why_not_called(file):
        return reason
    if b"\0" in data:
        return "is not plain text; save it as UTF-8"
    text = data.decode("utf-8", "replace")
    for pattern, language in NOT_MATLAB:
        if re.search(pattern, text, re.MULTILINE):
            return f"looks like {language}, not MATLAB"
    opening = parse(data).opening
    if opening is None:
        return "contains no code"
    if isinstance(opening, syntax.ClassDefinition):
        return f'defines a class; name its methods in the table, original = "{file.name}:{file.stem}.METHOD"'
    if not re.fullmatch(r"[A-Za-z]\w*", file.stem):
        return "has a name that MATLAB cannot call; rename it"
    try:
        declaration_of(file)
    except MatdropError as error:
        return str(error).removeprefix(f"{file} ")
    return ""


def matlab_functions(file: Path) -> list[Function]:
    """Read the functions of a ``.m`` file.

    Parameters
    ----------
    file : Path
        A function file, or a script, which counts as one function without name and parameters.

    Returns
    -------
    list of Function
        The main one first.

    Examples
    --------
    >>> from matdrop.cases.table import OWN_TABLE
    >>> [(f.name, f.parameters) for f in matlab_functions(OWN_TABLE.parent / "inverted_dropout.m")]
    [('inverted_dropout', ('X', 'keep_prob'))]
    """
    source = read(file)
    comments = "\n".join(source.text_of(place) for place in source.comments)
    functions = [_matlab(source, function, comments) for function in source.functions]
    return [Function("", (), source.code(), comments), *functions] if source.declares_script else functions


def python_functions(file: Path) -> tuple[list[Function], str]:
    """Read the functions and methods of a ``.py`` file.

    Parameters
    ----------
    file : Path
        The file.

    Returns
    -------
    functions : list of Function
        Methods as ``Class.method``; none if the file cannot be parsed.
    problem : str
        Why it cannot be parsed; empty if it can.

    Examples
    --------
    >>> import matdrop.port.inverted_dropout as port
    >>> functions, problem = python_functions(Path(port.__file__))
    >>> (functions[0].name, functions[0].parameters[:2], problem)
    ('inverted_dropout', ('X', 'keep_prob'), '')
    """
    try:
        tree = ast.parse(file.read_bytes())
    except SyntaxError as error:
        return [], f"line {error.lineno} is not Python 3: {error.msg}"
    except ValueError as error:
        return [], str(error)
    found = [("", node) for node in tree.body]
    for owner in (node for node in tree.body if isinstance(node, ast.ClassDef)):
        found += [(f"{owner.name}.", node) for node in owner.body]
    return [_python(prefix, node) for prefix, node in found if isinstance(node, ast.FunctionDef)], ""


def assigned_in(script: Path) -> set[str]:
    """Find the variables that a Python script assigns outside of its functions, without loop variables.

    Parameters
    ----------
    script : Path
        A ``.py`` file.

    Returns
    -------
    set of str
        Empty if it cannot be parsed.

    Examples
    --------
    >>> import matdrop.port.fprintf as port
    >>> assigned_in(Path(port.__file__))
    set()
    """
    try:
        waiting: list[ast.AST] = [ast.parse(script.read_bytes())]
    except (SyntaxError, ValueError):
        return set()
    names, loops = set(), set()
    while waiting:
        node = waiting.pop()
        if isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.Lambda)):
            continue
        if isinstance(node, ast.For):
            loops |= {name.id for name in ast.walk(node.target) if isinstance(name, ast.Name)}
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        waiting += ast.iter_child_nodes(node)
    return names - loops


def literal_calls(name: str, texts: Sequence[str]) -> list[tuple[str, ...]]:
    """Find calls of a function whose arguments can be evaluated without running the code around them.

    Parameters
    ----------
    name : str
        The function.
    texts : sequence of str
        Code, or help text, in which it may be called. A variable stands for what it was last set to.

    Returns
    -------
    list of tuple of str
        The arguments of each, as MATLAB expressions.

    Examples
    --------
    >>> literal_calls("f", ["x = [1 2]; f(x, 3)", "f(y)"])
    [('[1 2]', '3')]
    """
    calls = []
    for text in texts:
        for start, arguments in calls_in(text, name):
            closed = [_closed(argument, text[:start]) for argument in arguments]
            if arguments and all(closed):
                calls.append(tuple(closed))
    return list(dict.fromkeys(calls))


def is_closed(expression: str) -> bool:
    """Check that a MATLAB expression names only harmless functions and the parameters of its own handles.

    Parameters
    ----------
    expression : str
        Such as an argument of a call.

    Returns
    -------
    bool
        Whether it can be evaluated anywhere.

    Examples
    --------
    >>> is_closed("@(x) x.^2 + pi"), is_closed("data(:, 1)")
    (True, False)
    """
    value = expression_of(expression)
    if value is None or any(isinstance(node, syntax.NestedAssignment) for node in walk(value)):
        return False
    return HARMLESS.issuperset(read_names(value))


def _closed(argument: str, before: str, depth: int = 3) -> str:
    """Replace the variables of an argument by their values; empty if one is not known."""
    if is_closed(argument):
        return argument
    if depth and re.fullmatch(r"[A-Za-z]\w*", argument):
        file = parse(before)
        settings = [node for node in file.walk() if isinstance(node, syntax.Assignment) and _sets(node, argument)]
        # A variable that is set in parts as well is not known from one statement.
        if settings and all(_sets_whole(setting) for setting in settings) and settings[-1].value is not None:
            earlier = file.source[: settings[-1].span.start].decode("utf-8", "replace")
            return _closed(file.text_of(settings[-1].value), earlier, depth - 1)
    return ""


def _sets(assignment: syntax.Assignment, name: str) -> bool:
    return name in map(base_name, assignment.targets)


def _sets_whole(assignment: syntax.Assignment) -> bool:
    match assignment:
        case syntax.Assignment(targets=(syntax.Name(),), operator="="):
            return True
    return False


def _matlab(source: MatlabFile, function: syntax.Function, comments: str) -> Function:
    names = [p.name for p in function.parameters if p.name != "varargin"]
    # What is not used must be given all the same, if something follows.
    parameters = tuple(f"{UNUSED}{place}" if name == "~" else name for place, name in enumerate(names, 1))
    values = _values_where_not_given(function)
    defaults = {name: source.text_of(values[name]) for name in parameters if name in values}
    defaults = {name: text for name, text in defaults.items() if is_closed(text) and text not in ("[]", "''", "{}")}
    required = min([max(count - 1, 0) for count in _asked_for(function, parameters)] + [len(parameters)])
    return Function(function.name, parameters, source.code(function.body.span), comments, defaults, required)


def _values_where_not_given(function: syntax.Function) -> dict[str, Expression]:
    """Find what parameters are set to where the call does not give them."""
    values = {parameter.name: parameter.default for parameter in function.parameters if parameter.default is not None}
    for branch in (node for node in walk(function.body) if isinstance(node, syntax.Branch)):
        if {"nargin", "exist", "isempty"}.intersection(read_names(branch.condition)):
            for statement in branch.body.statements:
                match statement:
                    case syntax.Assignment(targets=(syntax.Name(name=name),), operator="=", value=value) if value:
                        values.setdefault(name, value)
    return values


def _asked_for(function: syntax.Function, parameters: Sequence[str]) -> Iterator[int]:
    """Find the numbers of the parameters which the code asks whether they are given."""
    for node in walk(function.body):
        match node:
            case syntax.Binary(operator="<", left=syntax.Name(name="nargin"), right=syntax.Number(text=text)):
                yield int(text)
            case syntax.Binary(operator="==" | "<=", left=syntax.Name(name="nargin"), right=syntax.Number(text=text)):
                yield int(text) + 1
            case syntax.Call(function=syntax.Name(name="exist"), arguments=(syntax.Text(value=name), *_)):
                if name in parameters:
                    yield parameters.index(name) + 1


def _python(prefix: str, node: ast.FunctionDef) -> Function:
    arguments = [*node.args.posonlyargs, *node.args.args]
    names = [argument.arg for argument in arguments]
    values = dict(zip(reversed(names), reversed(node.args.defaults), strict=False))
    names += [argument.arg for argument in node.args.kwonlyargs]
    values |= {a.arg: d for a, d in zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True) if d is not None}
    static = any(isinstance(item, ast.Name) and item.id == "staticmethod" for item in node.decorator_list)
    own = names[1:] if prefix and not static else names
    defaults = {name: text for name in own if name in values and (text := _matlab_literal(values[name]))}
    body = ast.unparse(node)
    required = sum(name not in values for name in own)
    return Function(prefix + node.name, tuple(own), body, ast.get_docstring(node) or "", defaults, required)


def _matlab_literal(node: ast.expr) -> str:
    try:
        value = ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError):
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (int, float)):
        return repr(value).replace("inf", "Inf")
    return "'" + value.replace("'", "''") + "'" if isinstance(value, str) and value.isprintable() else ""
