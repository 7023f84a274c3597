"""Values that are never negative, as they are written."""

from __future__ import annotations

import ast

# What these return is not negative, whatever their argument is, and what the others return if none of it is negative.
_NEVER = ("np.abs", "modulus", "np.exp", "np.hypot", "np.linalg.norm", "np.std", "np.var", "len", "np.square")
_KEEPING = ("np.sum", "np.mean", "np.max", "np.min", "np.sqrt", "np.cumsum", "np.median", "max", "min", "int", "float")
_CONSTANTS = ("np.pi", "np.e", "np.inf", "np.finfo(float).eps")


def is_not_negative(text: str) -> bool:
    """Return whether a value is not negative, as it is written: a length, a square, a modulus, a sum of such.

    Parameters
    ----------
    text : str
        Code.

    Returns
    -------
    bool
        False where that is not seen.

    Examples
    --------
    >>> is_not_negative("(x - 1) ** 2 + np.abs(y)"), is_not_negative("x ** 2 - 1")
    (True, False)
    """
    try:
        return _is_kept(ast.parse(text, mode="eval").body)
    except SyntaxError:
        return False


def _is_kept(node: ast.expr) -> bool:
    match node:
        case ast.Constant(value=int() | float() as value):
            return value >= 0
        case ast.BinOp(op=ast.Pow(), right=ast.Constant(value=int() as power)) if power % 2 == 0:
            return True
        case ast.BinOp(op=ast.Mult(), left=left, right=right) if ast.dump(left) == ast.dump(right):
            return True
        case ast.BinOp(op=ast.Add() | ast.Mult() | ast.Div() | ast.Pow(), left=left, right=right):
            return _is_kept(left) and (isinstance(node.op, ast.Pow) or _is_kept(right))
        case ast.Call(func=ast.Attribute(value=value, attr="item" | "ravel"), args=[]):
            return _is_kept(value)
        case ast.Call(func=function, args=[first, *others]):
            name = ast.unparse(function)
            return name in _NEVER or (name in _KEEPING and all(map(_is_kept, (first, *others))))
        case ast.Attribute(attr="size" | "ndim") | ast.Subscript(value=ast.Attribute(attr="shape")):
            return True
        case ast.Attribute(value=value, attr="T"):
            return _is_kept(value)
    return ast.unparse(node) in _CONSTANTS
