"""Polynomials, in one piece and in several."""

from __future__ import annotations

import math

from matdrop.translate.code import ATOM, Code, UntranslatableError, as_array, as_int, as_number, call
from matdrop.translate.functions.interpolation import is_ascending
from matdrop.translate.functions.registry import Request, function, several


@function("spline", "pchip")
def _piecewise(request: Request) -> Code:
    """Interpolate by cubics."""
    if len(request) not in (2, 3) or not request[1].facts.is_vector:
        raise UntranslatableError(f"{request.name} of this form")
    x, y = (f"{as_array(code).at(ATOM)}.ravel()" for code in request.arguments[:2])
    way = {"spline": "scipy.interpolate.CubicSpline", "pchip": "scipy.interpolate.PchipInterpolator"}[request.name]
    request.context.modules.add("scipy.interpolate")
    is_sorted = is_ascending(request[0])
    curve = call(way, x, y) if is_sorted else call(request.context.helper("curve_through"), way, x, y)
    if len(request) == 2:  # the polynomials themselves
        found = call(request.context.helper("polynomials_of"), curve)
        return Code(found, kind="struct", class_="struct")
    text = f"{curve}({request[2].text})"
    return Code(f"float({text})") if request[2].kind == "number" else Code(text, kind="array")


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
    x, y = (f"{as_array(code).at(ATOM)}.ravel()" for code in request.arguments[:2])
    degree = as_int(as_number(request[2]))
    known = float(request[2].text) if request[2].is_literal else request[2].facts.number
    sizes = {(1, 1)} if request[0].kind == "number" else request[0].facts.sizes
    fewest = min(map(math.prod, sizes), default=math.inf)
    if known is None or fewest <= known:  # not all coefficients are determined
        return Code(call(request.context.helper("polynomial_fit"), x, y, degree), kind="array")
    return Code(f"{call('np.polyfit', x, y, degree)}[None, :]", kind="array")


@function("polyval")
def _polyval(request: Request) -> Code:
    """Evaluate a polynomial."""
    coefficients = f"{as_array(request[0]).at(ATOM)}.ravel()"
    return Code(call("np.polyval", coefficients, request[1]), kind=request[1].kind)


@function("polyder", "polyint", "roots", "poly")
def _polynomial(request: Request) -> Code:
    """Differentiate or integrate a polynomial, find its roots, make it of roots."""
    flat, *more = (f"{as_array(code).at(ATOM)}.ravel()" for code in request.arguments)
    name = f"np.{request.name}"
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
    flat = [f"{as_array(code).at(ATOM)}.ravel()" for code in request.arguments]
    found = call(request.context.helper("polynomial_quotient"), *flat)
    shape = ".T" if request[0].facts.is_column else ""
    return [Code(f"{found}[{k}]{shape}", kind="array") for k in range(request.count)]
