"""Colours: the rows of a map, or the pages of an image, in one space or another."""

from __future__ import annotations

from matdrop.translate.code import Code, UntranslatableError, as_array, call
from matdrop.translate.functions.registry import Request, function

HELPERS = {"rgb2hsv": "hue_of", "hsv2rgb": "colour_of"}


@function(*HELPERS)
def _converted(request: Request) -> Code:
    """Convert between red, green and blue, and hue, saturation and value."""
    request.at_most(1)
    if request[0].class_ not in ("double", "single"):
        raise UntranslatableError(f"{request.name} of {request[0].class_ or 'several classes'}")
    text = call(request.context.helper(HELPERS[request.name]), as_array(request[0]))
    return Code(text, kind="array", class_=request[0].class_)
