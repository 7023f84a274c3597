"""Writing a syntax tree as MATLAB code with parentheses around everything, so that no precedence is left to chance."""

from collections.abc import Sequence

from matdrop.source import matlab_syntax as syntax
from matdrop.source.matlab_syntax import Expression


def rendered(tree: Expression | None) -> str:  # noqa: C901 - one short case for each kind of node
    """Write an expression."""
    match tree:
        case syntax.Name(name=name) | syntax.Handle(name=name):
            return name if isinstance(tree, syntax.Name) else f"@{name}"
        case syntax.Number(text=text):
            return text
        case syntax.Text(quote=quote, value=value):
            return quote + value.replace(quote, 2 * quote) + quote
        case syntax.Colon():
            return ":"
        case syntax.End():
            return "end"
        case syntax.Ignored():
            return "~"
        case syntax.Call(function=function, arguments=arguments):
            return f"{rendered(function)}({listed(arguments)})"
        case syntax.CellIndex(value=value, arguments=arguments):
            return f"{rendered(value)}{{{listed(arguments)}}}"
        case syntax.Field(value=value, name=name):
            return f"{rendered(value)}.{name}"
        case syntax.DynamicField(value=value, name=name):
            return f"{rendered(value)}.({rendered(name)})"
        case syntax.Parentheses(inner=inner):
            return f"({rendered(inner)})"
        case syntax.Unary(operator=operator, operand=operand):
            return f"({operator}{rendered(operand)})"
        case syntax.Postfix(operator=operator, operand=operand):
            return f"({rendered(operand)}{operator})"
        case syntax.Binary(operator=operator, left=left, right=right):
            return f"({rendered(left)} {operator} {rendered(right)})"
        case syntax.Range(start=start, step=step, stop=stop):
            parts = [start, step, stop] if step is not None else [start, stop]
            return f"({' : '.join(map(rendered, parts))})"
        case syntax.Matrix(rows=rows):
            return f"[{'; '.join(map(listed, rows))}]"
        case syntax.Cell(rows=rows):
            return f"{{{'; '.join(map(listed, rows))}}}"
        case syntax.Anonymous(parameters=parameters, body=body):
            return f"(@({', '.join(parameters)}) {rendered(body)})"
        case syntax.NestedAssignment(target=target, operator=operator, value=value):
            return f"({rendered(target)} {operator} {rendered(value)})"
        case _:
            raise AssertionError(tree)


def listed(expressions: Sequence[Expression]) -> str:
    """Write expressions with commas between them."""
    return ", ".join(map(rendered, expressions))
