"""Colours: the rows of a map, or the pages of an image, in one space or another."""

from __future__ import annotations

from matdrop.translate.code import Code, UntranslatableError, as_array, as_int, call
from matdrop.translate.functions.registry import Request, function

HELPERS = {"rgb2hsv": "hue_of", "hsv2rgb": "colour_of"}
BETWEEN: dict[str, tuple[list[float], list[float]]] = {  # maps from one colour to another
    "gray": ([0, 0, 0], [1, 1, 1]),
    "cool": ([0, 1, 1], [1, 0, 1]),
    "spring": ([1, 0, 1], [1, 1, 0]),
    "summer": ([0, 0.5, 0.4], [1, 1, 0.4]),
    "autumn": ([1, 0, 0], [1, 1, 0]),
    "winter": ([0, 0, 1], [0, 1, 0.5]),
    "copper": ([0, 0, 0], [1.25, 0.7812, 0.4975]),
}
MAPS = {"hot": "hot_colours", "jet": "jet_colours", "hsv": "all_hues"}


@function(*HELPERS)
def _converted(request: Request) -> Code:
    """Convert between red, green and blue, and hue, saturation and value."""
    request.at_most(1)
    if request[0].class_ not in ("double", "single"):
        raise UntranslatableError(f"{request.name} of {request[0].class_ or 'several classes'}")
    text = call(request.context.helper(HELPERS[request.name]), as_array(request[0]))
    return Code(text, kind="array", class_=request[0].class_)


@function(*BETWEEN)
def _between(request: Request) -> Code:
    """Return a map of colours that goes from one colour to another."""
    request.at_most(1)
    first, last = BETWEEN[request.name]
    text = call(request.context.helper("colours_between"), str(first), str(last), _count_of(request))
    return Code(f"np.minimum({text}, 1)" if max(last) > 1 else text, kind="array")


@function(*MAPS)
def _of_several_colours(request: Request) -> Code:
    """Return a map of colours that goes through several."""
    request.at_most(1)
    return Code(call(request.context.helper(MAPS[request.name]), _count_of(request)), kind="array")


def _count_of(request: Request) -> str:
    """Return how many colours a map has: as many as that of a new figure where it is not said."""
    if not len(request):
        request.context.notes.append("64 colours in all cases")
        return "64"
    return as_int(request[0])
