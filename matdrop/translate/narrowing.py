"""Where complex numbers become real ones, as MATLAB's do when they are stored, and NumPy's do not."""

from __future__ import annotations

from dataclasses import replace

from matdrop.source import matlab_syntax as syntax
from matdrop.source.matlab_syntax import Expression, children
from matdrop.translate.code import ATOM, Code, call
from matdrop.translate.context import Context

# Functions of which the result is real, or no number, whatever they are given.
_REAL = {
    "abs", "angle", "any", "all", "arg", "cond", "find", "imag", "ischar", "isempty", "isequal", "isfinite", "isinf",
    "isnan", "isreal", "length", "ndims", "nnz", "norm", "num2str", "numel", "rank", "real", "size", "sprintf",
}  # fmt: skip
_REAL_OPERATORS = {"==", "~=", "<", "<=", ">", ">=", "&", "|", "&&", "||"}


def narrowed(context: Context, node: Expression, value: Code) -> Code:
    """Return a value as it is stored: real if it was real in some case, although it is computed of complex numbers.

    Parameters
    ----------
    context : Context
        Of the function.
    node : Expression
        What is stored.
    value : Code
        Its translation.

    Returns
    -------
    Code
        The same where it cannot be complex, or is in all cases.
    """
    facts = context.seen(node)
    is_number = value.kind in ("number", "array") and value.class_ in ("double", "single")
    if not is_number or not facts or facts.always("complex") or not _is_of_complex(context, node):
        return value
    return replace(value, text=call(context.helper("narrowed"), value), level=ATOM, slice_="")


def _is_of_complex(context: Context, node: syntax.Node) -> bool:
    """Whether a value is computed of complex numbers, as NumPy has them."""
    match node:
        case syntax.Name():
            return context.seen(node).ever("complex")
        case syntax.Number(text=text):
            return text[-1] in "ijIJ"
        case syntax.Binary(operator=operator) if operator in _REAL_OPERATORS:
            return False
        case syntax.Call(function=syntax.Name(name=name), arguments=arguments):
            if name in _REAL or name in context.known:
                return False
            is_variable = context.variable(name) is not None
            of_arguments = () if is_variable else arguments
            return context.seen(node).ever("complex") or any(
                _is_of_complex(context, inner) for inner in ((node.function,) if is_variable else of_arguments)
            )
        case syntax.Anonymous():
            return False
    return any(_is_of_complex(context, inner) for inner in children(node))
