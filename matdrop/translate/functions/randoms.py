"""Random numbers, by the functions of numpy.random that a stream of MATLAB's can stand in for."""

from __future__ import annotations

from matdrop.source import matlab_syntax as syntax
from matdrop.translate.code import Code, UntranslatableError, as_int, as_number, call, shifted
from matdrop.translate.functions.registry import Request, function

DRAWS = {"rand": "np.random.rand", "randn": "np.random.randn"}


@function(*DRAWS)
def _draws(request: Request) -> Code:
    """Draw uniform or normal numbers."""
    if (word := request.literal(0)) in ("seed", "state", "twister"):
        request.pass_over(1)
        return _seed(request, 1) if word != "seed" else Code("None", kind="any")
    name = DRAWS[request.name]
    if not request.values:
        return Code(call(name))
    size = request.size()
    if size == "(1, 1)":
        return Code(call(name))
    inner = size[1:-1] if size.startswith("(") and not size.startswith("((") else f"*{size}"
    return Code(call(name, inner), kind="array")


@function("randi")
def _randi(request: Request) -> Code:
    """Draw whole numbers."""
    bounds = request[0]
    if bounds.is_scalar:
        low, high = "1", shifted(as_number(bounds), 1)
    else:
        low, high = (f"int({bounds.at(12)}.ravel()[{k}])" for k in (0, 1))
        high = f"{high} + 1"
    if len(request) == 1:
        return Code(call("np.random.randint", low, high))
    return Code(f"np.random.randint({low}, {high}, {request.size(1)}).astype(float)", kind="array")


@function("randperm")
def _randperm(request: Request) -> Code:
    """Draw a permutation."""
    number = as_int(as_number(request[0]))
    if len(request) > 1:
        text = f"np.random.choice({number}, {as_int(as_number(request[1]))}, replace=False)"
        return Code(f"({text}[None, :] + 1.0)", kind="array")
    return Code(f"(np.random.permutation({number})[None, :] + 1.0)", kind="array")


@function("rng", "randg", "rande", "randp", ignoring=True)
def _rng(request: Request) -> Code:
    """Seed again; what is taken from the clock is left out."""
    if request.name != "rng":
        raise UntranslatableError(f"{request.name} has no counterpart in numpy.random")
    return Code("np.random.seed(0)", kind="any") if request.literal(0) == "default" else _seed(request, 0)


def _seed(request: Request, place: int) -> Code:
    """Seed with a number that is written or stored in a variable; leave out what is computed, as of the clock."""
    node = request.nodes[place] if place < len(request) else None
    if not isinstance(node, syntax.Number | syntax.Name) or request.arguments[place].kind != "number":
        return Code("None", kind="any")
    return Code(call("np.random.seed", as_int(request.arguments[place])), kind="any")
