"""Class: NumPy keeps, widens and makes classes where MATLAB has another."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import numpy as np

from matdrop.habits.cause import Cause
from matdrop.habits.edit import Edit, of_numpy
from matdrop.habits.habit import Habit
from matdrop.habits.leaf import Leaf
from matdrop.habits.pattern import Code, Pattern
from matdrop.habits.scopes import assignments, indexed, written
from matdrop.values.canonical import class_of, size_of
from matdrop.values.distance import numbers
from matdrop.values.value import is_cell, is_number_array, is_numbers


def same_values(leaf: Leaf) -> Cause | None:
    """Recognise equal numbers in another class."""
    left, right = class_of(leaf.expected), class_of(leaf.obtained)
    if left == right or not (is_numbers(leaf.expected) and is_numbers(leaf.obtained)):
        return None
    if leaf.a.shape != leaf.b.shape or not leaf.tolerated:
        return None
    detail = f"the same values in another class: {left} in the original, {right} in the port"
    return leaf.cause("class", detail, _class_fix(left, right))


def real_part(leaf: Leaf) -> Cause | None:
    """Recognise that the port keeps only the real part of complex numbers."""
    if not (np.iscomplexobj(leaf.a) and np.isrealobj(leaf.b) and leaf.explains(leaf.a.real, leaf.b)):
        return None
    names = f"{class_of(leaf.expected)} in the original, {class_of(leaf.obtained)} in the port"
    detail = f"the port holds only the real part of the original's complex values: {names}"
    return leaf.cause("class", detail, "use a complex dtype, and np.emath.sqrt, log or power")


def class_too(leaf: Leaf) -> Cause | None:
    """Another class, where the values differ as well."""
    left, right = class_of(leaf.expected), class_of(leaf.obtained)
    if left == right or "complex" in left + right:
        return None
    return leaf.cause("class", f"{left} in the original, {right} in the port", _class_fix(left, right))


def scalar_cell(leaf: Leaf) -> Cause | None:
    """Recognise a cell of numbers for the matrix that they make, or the other way round."""
    for matrix, cell in ((leaf.expected, leaf.obtained), (leaf.obtained, leaf.expected)):
        if not is_number_array(matrix) or not is_cell(cell) or matrix.shape != cell.shape:
            continue
        elements = cell.ravel(order="F")
        if all(is_numbers(x) and size_of(x) == (1, 1) for x in elements):
            same = [numbers(x).item() for x in elements] == numbers(matrix).ravel(order="F").tolist()
            if same and matrix.size:
                names = f"{class_of(leaf.expected)} in the original, {class_of(leaf.obtained)} in the port"
                fix = "use np.array(x)" if matrix is leaf.expected else "return a list of the elements"
                return leaf.cause("class", f"the same numbers, {names}", fix)
    return None


def other_class(leaf: Leaf) -> Cause | None:
    """Recognise another class where one side or both are no numbers: text, cells, structs, handles."""
    left, right = class_of(leaf.expected), class_of(leaf.obtained)
    if left == right or (is_numbers(leaf.expected) and is_numbers(leaf.obtained)):
        return None
    return leaf.cause("class", f"{left} in the original, {right} in the port", _form_fix(left, right))


def _class_fix(left: str, right: str) -> str:
    if "sparse" in left + right and left.split()[-1] == right.split()[-1]:
        return "use scipy.sparse.csc_array(x)" if "sparse" in left else "use x.toarray()"
    dtype = {"double": "float64", "single": "float32", "logical": "bool", "complex double": "complex128"}
    return f"use x.astype(np.{dtype.get(left.removeprefix('sparse '), left.split()[-1])})"


def _form_fix(left: str, right: str) -> str:
    forms = {"cell": "a list", "struct": "a dict", "char": "a str", "function_handle": "a FunctionHandle"}
    return f"return {forms.get(left, f'an array of class {left}')}" + (
        "" if right not in forms else f" instead of {forms[right]}"
    )


def as_text(node: ast.AST) -> ast.expr | None:
    """Make text of the codes of characters."""
    is_value = isinstance(node, ast.Name | ast.Call | ast.BinOp | ast.Subscript | ast.ListComp)
    if not is_value or isinstance(getattr(node, "ctx", None), ast.Store | ast.Del):
        return None
    assert isinstance(node, ast.expr)
    codes = ast.Call(ast.Attribute(of_numpy("ravel", node), "astype", ast.Load()), [ast.Name("int", ast.Load())], [])
    letters = ast.Call(ast.Name("map", ast.Load()), [ast.Name("chr", ast.Load()), codes], [])
    return ast.Call(ast.Attribute(ast.Constant(""), "join", ast.Load()), [letters], [])


def keeps_class(code: Code) -> Iterator[int]:
    """Find fractions that are put into an array of whole-number literals, which stays one of integers."""
    for scope in code.scopes:
        arrays = indexed(scope)
        whole: set[str] = set()
        for node, target, value in assignments(scope):
            if written(target, node, arrays) in whole and _is_fraction(value):
                yield node.lineno
            if isinstance(node, ast.Assign) and isinstance(target, ast.Name):
                whole = whole | {target.id} if _is_whole_array(value) else whole - {target.id}


def _is_whole_array(node: ast.expr) -> bool:
    match node:
        case ast.Call(func=ast.Attribute(attr="array"), args=[(ast.List() | ast.Tuple()) as elements], keywords=[]):
            numbers = [n.value for n in ast.walk(elements) if isinstance(n, ast.Constant)]
            return (
                bool(numbers)
                and all(type(number) is int for number in numbers)
                and not any(isinstance(n, ast.Call | ast.Name) for n in ast.walk(elements))
            )
    return False


def _is_fraction(node: ast.expr) -> bool:
    return any(
        (isinstance(n, ast.BinOp) and isinstance(n.op, ast.Div))
        or (isinstance(n, ast.Constant) and isinstance(n.value, float) and not n.value.is_integer())
        for n in ast.walk(node)
    )


HABIT = Habit(
    kind="class",
    rows={
        "integer-true-division": "5 astype floor int32",
        "integer-times-fraction": "3 5 astype floor int32",
        "and-of-numbers": "logical_and",
        "integer-array-keeps-class": "0 5",
    },
    fix="convert with x.astype to the original's class",
    explains={10: same_values, 11: real_part},
    forms={10: scalar_cell, 20: other_class, 40: same_values},
    besides={10: class_too},
    edits=(Edit("the text for the codes of its characters", as_text, "return a str, as char gives", "char"),),
    patterns=(Pattern("integer-array-keeps-class", keeps_class),),
)
