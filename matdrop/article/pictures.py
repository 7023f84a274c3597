"""The article's pictures, drawn by matplotlib from JSON-ready data as SVG that follows the colours of its page."""

from __future__ import annotations

import io
import itertools
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from matdrop.errors import MatdropError

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

BLUE, ORANGE, GREEN, RED = "#3b82f6", "#e8710a", "#2f9e44", "#e5484d"
# A placeholder for the colour of the text around the picture, which only the page knows.
INK = "#123456"
# A picture in a file of its own chooses light or dark by itself.
ALONE = "<style>svg { color: #1f2328 } @media (prefers-color-scheme: dark) { svg { color: #e6edf3 } }</style>"
# Text stays text; the same data give the same bytes.
SETTINGS: dict[str, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "matdrop",
    "font.family": "sans-serif",
    "font.size": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 10,
    "legend.frameon": False,
    **dict.fromkeys(("text.color", "axes.edgecolor", "axes.labelcolor", "xtick.color", "ytick.color"), INK),
}

MISSING = "pictures need matplotlib, which is not installed: pip install 'matdrop[plot]'"


def is_drawable() -> bool:
    """Whether matplotlib is installed.

    Returns
    -------
    bool
        False if pictures cannot be drawn.

    Examples
    --------
    >>> "<svg" in subnetworks({"layers": [1, 2, 1], "masks": []}) if is_drawable() else True
    True
    """
    return find_spec("matplotlib") is not None


def alone(svg: str, made_of: str) -> str:
    """Return a picture that is part of a page as a file of its own.

    Parameters
    ----------
    svg : str
        The picture.
    made_of : str
        What it was made from; the file contains it.

    Returns
    -------
    str
        SVG that chooses light or dark by itself.

    Examples
    --------
    >>> alone("<svg width='1'><g/></svg>", "2 numbers")[:38]
    "<svg width='1'><desc>2 numbers</desc><"
    """
    start = svg.index(">") + 1
    return f"{svg[:start]}<desc>{made_of}</desc>{ALONE}{svg[start:]}\n"


def walk_through(data: Mapping[str, Any]) -> str:
    """Draw the matrix before, the mask and the matrix after, with the numbers in the cells.

    Parameters
    ----------
    data : mapping
        As `matdrop.article.walk_through.WalkThrough.to_json` gives it.

    Returns
    -------
    str
        SVG.

    Raises
    ------
    MatdropError
        If matplotlib is not installed.
    """

    def draw(figure: Figure) -> None:
        titles = {"L": "before", "mask": f"mask, keep_prob {data['keep_prob']:g}", "X": "after"}
        largest = {"mask": 1, "L": max(map(max, data["X"])), "X": max(map(max, data["X"]))}
        for axes, (name, title) in zip(figure.subplots(1, 3), titles.items(), strict=True):
            _heat_map(axes, data[name], data["mask"], largest[name] or 1)
            axes.set_title(title)

    return _svg(draw, 8, 2.2)


def subnetworks(data: Mapping[str, Any]) -> str:
    """Draw the network whole, and what each iteration leaves of it.

    Parameters
    ----------
    data : mapping
        As `matdrop.article.subnetworks.Subnetworks.to_json` gives it.

    Returns
    -------
    str
        SVG.

    Raises
    ------
    MatdropError
        If matplotlib is not installed.
    """
    layers = data["layers"]
    whole = [[True] * units for units in layers]

    def draw(figure: Figure) -> None:
        networks = [whole, *([whole[0], *masks, whole[-1]] for masks in data["masks"])]
        titles = ["whole", *(f"iteration {number}" for number in range(1, len(networks)))]
        for axes, network, title in zip(
            figure.subplots(1, len(networks), squeeze=False)[0], networks, titles, strict=True
        ):
            _network(axes, network)
            axes.set_title(title)

    return _svg(draw, 9, 2.6)


def expected_value(data: Mapping[str, Any]) -> str:
    """Draw the mean of dropped ones against keep_prob, with the bands that it should be in.

    Parameters
    ----------
    data : mapping
        As `matdrop.article.expected_value.ExpectedValue.to_json` gives it.

    Returns
    -------
    str
        SVG.

    Raises
    ------
    MatdropError
        If matplotlib is not installed.
    """
    points = data["points"]
    x = _column(points, "keep_prob")
    series = (
        (BLUE, "inverted dropout", [1.0] * len(points), "band", "inverted"),
        (
            ORANGE,
            "the gist as published",
            _column(points, "expected_as_published"),
            "band_as_published",
            "as_published",
        ),
    )

    def draw(figure: Figure) -> None:
        axes = figure.subplots()
        for colour, name, expected, band, mean in series:
            low, high = (
                [e + sign * b for e, b in zip(expected, _column(points, band), strict=True)] for sign in (-1, 1)
            )
            axes.fill_between(x, low, high, color=colour, alpha=0.2, linewidth=0)
            axes.plot(x, expected, color=colour, linewidth=1)
            axes.plot(x, _column(points, mean), "o", color=colour, markersize=4, label=name)
        axes.axhline(0.8 / 0.85, color=ORANGE, linewidth=0.8, linestyle=":")
        lead = {"arrowstyle": "-", "color": ORANGE}
        axes.annotate("0.8 / 0.85 = 0.941", (0.85, 0.8 / 0.85), (0.62, 0.78), color=ORANGE, arrowprops=lead)
        axes.set(xlabel="keep_prob", ylabel="mean of dropped ones", ylim=(0.7, 1.7))
        axes.legend()

    return _svg(draw, 7, 3.4)


def bias_variance(data: Mapping[str, Any]) -> str:
    """Draw bias squared and variance, against the number of dropped units and against keep_prob.

    Parameters
    ----------
    data : mapping
        As `matdrop.article.bias_variance.BiasVariance.to_json` gives it.

    Returns
    -------
    str
        SVG.

    Raises
    ------
    MatdropError
        If matplotlib is not installed.
    """

    def draw(figure: Figure) -> None:
        left, right = figure.subplots(1, 2, sharey=True)
        for axes, name in ((left, "units_dropped"), (right, "keep_prob")):
            x = _column(data[name], "level")
            axes.plot(x, _column(data[name], "bias_squared"), "o-", color=RED, markersize=4, label="bias squared")
            axes.plot(x, _column(data[name], "variance"), "s-", color=BLUE, markersize=4, label="variance")
            axes.set_xlabel(name.replace("units_dropped", "units dropped"))
        left.set_xticks(_column(data["units_dropped"], "level"))
        right.invert_xaxis()
        right.legend()

    return _svg(draw, 8, 3.2)


def weight_decay(data: Mapping[str, Any]) -> str:
    """Draw the weights that training with dropout finds, with their bands, on the curves of ridge regression.

    Parameters
    ----------
    data : mapping
        As `matdrop.article.weight_decay.WeightDecay.to_json` gives it.

    Returns
    -------
    str
        SVG.

    Raises
    ------
    MatdropError
        If matplotlib is not installed.
    """
    x = _column(data["fits"], "keep_prob")

    def draw(figure: Figure) -> None:
        left, right = figure.subplots(1, 2)
        for k, colour in enumerate((BLUE, ORANGE, GREEN, RED)[: len(data["least_squares"])]):
            fits = [fit["weights"][k] for fit in data["fits"]]
            ridge = [data["least_squares"][k], *_column(fits, "closed_form")]
            left.plot([1, *x], ridge, color=colour, linewidth=1, label=fits[0]["name"])
            left.errorbar(
                x, _column(fits, "mean"), _column(fits, "band"), fmt="o", color=colour, markersize=4, capsize=3
            )
        left.set(xlabel="keep_prob", title="weights: ridge (lines), trained (points)", xlim=(1.05, min(x) - 0.05))
        left.legend()
        drawn = [fit["objective"] for fit in data["fits"]]
        right.plot(x, _column(drawn, "closed_form"), color=BLUE, linewidth=1)
        _bands(right, x, drawn, BLUE)
        right.set(xlabel="keep_prob", title="objective: expected (line), drawn (points)", xlim=(1.05, min(x) - 0.05))

    return _svg(draw, 8, 3.2)


def digits(data: Mapping[str, Any]) -> str:
    """Draw the loss curves of both languages on top of each other, their difference, and the gaps.

    Parameters
    ----------
    data : mapping
        As `matdrop.article.digits.Digits.to_json` gives it. Where it is settled, the curves do not differ, and no
        difference is drawn.

    Returns
    -------
    str
        SVG.

    Raises
    ------
    MatdropError
        If matplotlib is not installed.
    """
    trainings = data["trainings"]
    apart = any(training["loss"] != training["original_loss"] for training in trainings)
    colours = (RED, BLUE)
    names = ("no dropout", f"keep_prob {trainings[1]['keep_prob']:g}")

    def draw(figure: Figure) -> None:
        left, *middle, right = figure.subplots(1, 2 + apart)
        for training, colour, name in zip(trainings, colours, names, strict=False):
            iterations = range(1, len(training["loss"]) + 1)
            left.plot(iterations, training["original_loss"], color=colour, linewidth=3, alpha=0.35, label=name)
            left.plot(iterations, training["loss"], color=colour, linewidth=0.8, linestyle="--")
            for axes in middle:
                loss = zip(training["loss"], training["original_loss"], strict=True)
                axes.plot(iterations, [abs(a - b) / b or None for a, b in loss], ".", color=colour, markersize=3)
        left.set(xlabel="iteration", title="loss: original (wide), port (dashed)", yscale="log")
        left.legend()
        for axes in middle:
            axes.axhline(data["allowed"], color=INK, linewidth=0.8, linestyle=":")
            axes.set(xlabel="iteration", title="relative difference; dotted: allowed", yscale="log")
        for k, (colour, name) in enumerate(zip(colours, names, strict=True)):
            some = trainings[k::2]
            gaps = [100 * (training["training_accuracy"] - training["test_accuracy"]) for training in some]
            right.plot(_column(some, "seed"), gaps, "o", color=colour, label=name)
        right.set(xlabel="seed", title="training less test accuracy, %", xticks=_column(trainings[::2], "seed"))
        right.set_ylim(bottom=0)

    return _svg(draw, 8 + 4 * apart, 3.2)


def _svg(draw: Any, width: float, height: float) -> str:
    """Draw on a new figure, and return it as SVG that can be part of a page.

    Raises
    ------
    MatdropError
        If matplotlib is not installed.
    """
    if not is_drawable():
        raise MatdropError(MISSING)
    import matplotlib as mpl
    from matplotlib.figure import Figure

    settings: Any = {**mpl.rcParamsDefault, **SETTINGS}  # so that a user's matplotlibrc changes nothing
    with mpl.rc_context(settings):
        figure = Figure(figsize=(width, height), layout="constrained")
        draw(figure)
        file = io.StringIO()
        figure.savefig(file, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    text = file.getvalue()
    return text[text.index("<svg") :].replace(INK, "currentColor").strip()


def _bands(axes: Axes, x: Sequence[float], estimates: Sequence[Mapping[str, Any]], colour: str) -> None:
    mean, band = _column(estimates, "mean"), _column(estimates, "band")
    axes.errorbar(x, mean, band, fmt="o", color=colour, markersize=4, capsize=3)


def _column(rows: Sequence[Mapping[str, Any]], name: str) -> list[Any]:
    return [row[name] for row in rows]


def _heat_map(axes: Axes, matrix: Sequence[Sequence[float]], kept: Sequence[Sequence[bool]], largest: float) -> None:
    """Draw a matrix, the larger the darker, with its numbers in the cells; grey what the mask drops."""
    from matplotlib.patches import Rectangle

    for i, row in enumerate(matrix):
        for j, value in enumerate(row):
            shade = 0.6 * abs(value) / largest
            axes.add_patch(Rectangle((j, i), 0.96, 0.96, facecolor=(BLUE, shade), edgecolor=INK, linewidth=0.3))
            strength = 1 if kept[i][j] else 0.45
            axes.text(j + 0.48, i + 0.52, _number(value), ha="center", va="center", fontsize=9, alpha=strength)
    axes.set(xlim=(0, len(matrix[0])), ylim=(len(matrix), 0))
    axes.axis("off")


def _number(value: float) -> str:
    return f"{value:.0f}" if value == int(value) else f"{value:.4f}"


def _network(axes: Axes, kept: Sequence[Sequence[bool]]) -> None:
    """Draw the kept units of each layer and the edges between them; dropped units as empty circles."""
    places = [[(x, y - (len(layer) - 1) / 2) for y in range(len(layer))] for x, layer in enumerate(kept)]
    there = [
        [place for place, is_kept in zip(*layer, strict=True) if is_kept] for layer in zip(places, kept, strict=True)
    ]
    gone = [place for layer in places for place in layer if place not in itertools.chain(*there)]
    for left, right in itertools.pairwise(there):
        for edge in itertools.product(left, right):
            axes.plot(*zip(*edge, strict=True), color=INK, linewidth=0.6, alpha=0.6, zorder=1)
    for units, face, style in ((list(itertools.chain(*there)), BLUE, "-"), (gone, "none", ":")):
        x, y = zip(*units, strict=True) if units else ((), ())
        axes.scatter(x, y, s=90, facecolor=face, edgecolor=INK, linestyle=style, linewidth=0.8, zorder=2)
    axes.set(xlim=(-0.4, len(kept) - 0.6), ylim=(-2.6, 2.6))
    axes.axis("off")
