"""Polynomials, in one piece and in several."""

from __future__ import annotations

import math
from dataclasses import replace

from matdrop.translate.code import (
    ATOM,
    EMPTY,
    PRODUCT,
    SUM,
    Code,
    UntranslatableError,
    as_array,
    as_int,
    as_number,
    call,
)
from matdrop.translate.functions.interpolation import is_ascending
from matdrop.translate.functions.registry import Request, function, several


@function("spline", "pchip")
def _piecewise(request: Request) -> Code:
    """Interpolate by cubics."""
    if len(request) not in (2, 3) or not request[1].facts.is_vector:
        raise UntranslatableError(f"{request.name} of this form")
    x, y = (as_array(code).raveled for code in request.arguments[:2])
    way = {"spline": "scipy.interpolate.CubicSpline", "pchip": "scipy.interpolate.PchipInterpolator"}[request.name]
    request.context.modules.add("scipy.interpolate")
    is_sorted = is_ascending(request[0]) and not (request.name == "spline" and _may_have_end_slopes(request))
    curve = call(way, x, y) if is_sorted else call(request.context.helper("curve_through"), way, x, y)
    if len(request) == 2:  # the polynomials themselves
        found = call(request.context.helper("polynomials_of"), curve)
        return Code(found, kind="struct", class_="struct")
    if request.name == "spline" and is_ascending(request[0]) and _has_end_slopes(request):
        slopes = f"((1, {y}[0]), (1, {y}[-1]))"
        curve = call(way, x, f"{y}[1:-1]", f"bc_type={slopes}")
    text = f"{curve}({request[2].text})"
    return Code(f"float({text})") if request[2].kind == "number" else Code(text, kind="array")


def _counts(request: Request) -> list[set[int]]:
    """Return how many places and values there were in the cases."""
    return [{math.prod(size) for size in code.facts.sizes} for code in request.arguments[:2]]


def _may_have_end_slopes(request: Request) -> bool:
    """Whether there were two values more than places in some case."""
    places, values = _counts(request)
    return any(count + 2 in values for count in places)


def _has_end_slopes(request: Request) -> bool:
    """Whether there are two values more than places, which are the slopes at the ends."""
    sizes = _counts(request)
    if sizes[1] != {count + 2 for count in sizes[0]} or len(sizes[0]) != 1:
        return False
    request.context.notes.append("two slopes more than places in all cases")
    return True


@function("mkpp")
def _mkpp(request: Request) -> Code:
    """Make a piecewise polynomial."""
    request.at_most(2)
    return Code(call(request.context.helper("piecewise"), *request.arguments), kind="struct", class_="struct")


@function("ppval")
def _ppval(request: Request) -> Code:
    """Evaluate a piecewise polynomial."""
    places = request[1]
    if request[0].kind not in ("struct", "any") or places.kind not in ("number", "array"):
        raise UntranslatableError("ppval of this form")
    return Code(call(request.context.helper("piecewise_values"), request[0], places), kind=places.kind)


@function("polyfit")
def _polyfit(request: Request) -> Code:
    """Fit a polynomial."""
    x, y = (as_array(code).raveled for code in request.arguments[:2])
    degree = as_int(as_number(request[2]))
    known = float(request[2].text) if request[2].is_literal else request[2].facts.number
    sizes = {(1, 1)} if request[0].kind == "number" else request[0].facts.sizes
    fewest = min(map(math.prod, sizes), default=math.inf)
    is_nan = any(code.facts.ever("nan") for code in request.arguments[:2])
    if known is None or fewest <= known or is_nan:  # not all coefficients are determined, or none
        return Code(call(request.context.helper("polynomial_fit"), x, y, degree), kind="array")
    return Code(f"{call('np.polyfit', x, y, degree)}[None, :]", kind="array")


@several("polyfit")
def _polyfit_and_statistics(request: Request) -> list[Code]:
    """Fit a polynomial, and return what it leaves, and by what the places were centred and scaled."""
    x, y, degree = request[0], request[1], request[2]
    more: list[Code] = []
    if request.count > 2:
        values = as_array(x).text
        middle, spread = call("np.mean", values), call("np.std", values, "ddof=1")
        x = replace(x, text=f"({x.at(SUM)} - {middle}) / {spread}", level=PRODUCT)
        more = [Code(f"np.array([[{middle}, {spread}]])", kind="array")]
    found = _polyfit(replace(request, arguments=(x, y, degree)))
    left = call(request.context.helper("fit_statistics"), x, y, as_int(as_number(degree)))
    return [found, Code(left, kind="struct", class_="struct"), *more]


@function("polyval")
def _polyval(request: Request) -> Code:
    """Evaluate a polynomial, whose places may be centred and scaled."""
    coefficients, places = as_array(request[0]).raveled, request[1]
    if len(request) == 4 and request[2].text == EMPTY:
        scale = as_array(request[3]).at(ATOM)
        text = f"({places.at(SUM)} - {scale}.flat[0]) / {scale}.flat[1]"
        return Code(call("np.polyval", coefficients, text), kind=places.kind)
    return Code(call("np.polyval", coefficients, places), kind=places.kind)


@function("polyvalm")
def _polyvalm(request: Request) -> Code:
    """Evaluate a polynomial of a matrix."""
    request.at_most(2)
    return Code(call(request.context.helper("matrix_polynomial"), *map(as_array, request.arguments)), kind="array")


@function("polyder", "polyint", "roots", "poly")
def _polynomial(request: Request) -> Code:
    """Differentiate or integrate a polynomial, find its roots, make it of roots."""
    flat, *more = (as_array(code).raveled for code in request.arguments)
    name = f"np.{request.name}"
    if request.name == "poly" and not request[0].is_scalar and request[0].facts.is_grid:  # of a matrix
        return Code(f"{call(name, request[0])}[None, :]", kind="array")
    if request.name == "polyder" and not more and request[0].is_scalar:
        request.context.notes.append("a constant in all cases")
        return Code("0", whole=True)
    if more and request.name == "polyder":  # the derivative of a product
        request.at_most(2)
        flat, more = call("np.polymul", flat, *more), []
    elif more and request.name == "polyint":  # with the constant
        request.at_most(2)
        more = ["1", *more]
    return Code(f"{call(name, flat, *more)}{'[:, None]' if request.name == 'roots' else '[None, :]'}", kind="array")


@function("deconv")
def _deconv(request: Request) -> Code:
    """Divide polynomials."""
    return _deconv_and_rest(request)[0]


@several("deconv")
def _deconv_and_rest(request: Request) -> list[Code]:
    """Divide polynomials, and return what is left."""
    flat = [as_array(code).raveled for code in request.arguments]
    found = call(request.context.helper("polynomial_quotient"), *flat)
    shape = ".T" if request[0].facts.is_column else ""
    return [Code(f"{found}[{k}]{shape}", kind="array") for k in range(request.count)]
