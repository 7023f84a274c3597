"""The claims of the article, and for each claim its pairs, what was measured, and its picture."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import mean
from typing import Any, Protocol

from matdrop.article import pictures
from matdrop.article.bias_variance import bias_variance
from matdrop.article.digits import Digits, digits
from matdrop.article.expected_value import expected_value
from matdrop.article.subnetworks import subnetworks
from matdrop.article.walk_through import walk_through
from matdrop.article.weight_decay import weight_decay
from matdrop.cases.table import OWN_TABLE, load_table

Data = Mapping[str, Any]


class Measured(Protocol):
    """The result of a measurement."""

    def to_json(self) -> dict[str, Any]:
        """Return the measurement as JSON-ready data.

        Returns
        -------
        dict
            Of numbers, text, lists and dicts.
        """
        ...


@dataclass(frozen=True)
class Part:
    """A measurement for a claim, with its picture.

    Attributes
    ----------
    name : str
        The same in files, JSON and on the command line.
    measure : callable
        Computes it.
    draw : callable
        Draws its data as SVG.
    tell : callable
        Returns its figures in a sentence or two.
    """

    name: str
    measure: Callable[[], Measured]
    draw: Callable[[Data], str]
    tell: Callable[[Data], str]


@dataclass(frozen=True)
class Claim:
    """A claim of the article, or what is to be told apart from it.

    Attributes
    ----------
    title, text : str
        What is claimed; code stands between backticks.
    pairs : tuple of str
        The pairs of the case table that carry it.
    part : Part or None
        What was measured.
    """

    title: str
    text: str
    pairs: tuple[str, ...]
    part: Part | None = None


def _tell_walk_through(data: Data) -> str:
    kept, sums = sum(map(sum, data["mask"])), [[sum(row) for row in data[name]] for name in ("L", "X")]
    before, after = (", ".join(f"{x:.2f}" for x in each) for each in sums)
    return (
        f"Octave's stream of seed {data['seed']} keeps {kept} of 12 elements at keep_prob {data['keep_prob']:g}; "
        f"the row sums were {before} before and are {after} after."
    )


def _tell_subnetworks(data: Data) -> str:
    hidden = sum(data["layers"][1:-1])
    kept = [sum(map(sum, iteration)) for iteration in data["masks"]]
    return (
        f"Of {hidden} hidden units, the first {len(kept)} iterations keep {', '.join(map(str, kept))} at "
        f"keep_prob {data['keep_prob']:g} (Octave's stream, seed {data['seed']})."
    )


def _tell_expected_value(data: Data) -> str:
    points = data["points"]
    inside = sum(abs(point["inverted"] - 1) <= point["band"] for point in points)
    (gist,) = (point for point in points if point["keep_prob"] == 0.85)
    return (
        f"The mean of {points[0]['draws']} dropped ones is inside its {100 * data['confidence']:g}% band for {inside} "
        f"of {len(points)} values of keep_prob. At 0.85 the gist as published should keep "
        f"{gist['expected_as_published']:.3f} of the expected value, and keeps {gist['as_published']:.3f}."
    )


def _tell_bias_variance(data: Data) -> str:
    first, last = data["units_dropped"][0], data["units_dropped"][-1]
    return (
        f"With no unit dropped the squared bias is {first['bias_squared']:.3f} and the variance "
        f"{first['variance']:.3f}; with all {last['level']:.0f} dropped they are {last['bias_squared']:.3f} and "
        f"{last['variance']:.3f}."
    )


def _tell_weight_decay(data: Data) -> str:
    estimates = [estimate for fit in data["fits"] for estimate in (*fit["weights"], fit["objective"])]
    inside = sum(abs(e["mean"] - e["closed_form"]) <= e["band"] for e in estimates)
    return (
        f"The closed form of ridge regression is inside the {100 * data['confidence']:g}% band of what was trained and "
        f"drawn for {inside} of {len(estimates)} numbers."
    )


def _recorded_digits() -> Digits:
    """Train with the seeds of the case table, so that the figures are the same with Octave and without."""
    return digits(load_table(OWN_TABLE).select(["nn_digits"]))


def _tell_digits(data: Data) -> str:
    trainings = data["trainings"]
    pairs = list(zip(trainings[::2], trainings[1::2], strict=True))
    without, with_dropout = (data[f"gap_{name}_dropout"] for name in ("without", "with"))
    smaller = sum(_gap(dropout) < _gap(plain) for plain, dropout in pairs)
    accuracy = [100 * mean(pair[k]["test_accuracy"] for pair in pairs) for k in (0, 1)]
    other = sum(training["different_answers"] for training in trainings)
    gaps = [f"{100 * gap['mean']:.1f} ± {100 * gap['spread']:.1f}%" for gap in (without, with_dropout)]
    return (
        f"{len(trainings)} trainings, {len(trainings[0]['loss'])} iterations each: the loss curves of the two "
        f"languages agree within a relative {data['allowed']:g} (the order in which a BLAS sums), and the trained "
        f"networks answer differently for {other} digits. The gap, mean and standard deviation over {len(pairs)} "
        f"seeds, is {gaps[0]} without dropout and {gaps[1]} with; with dropout it is smaller for {smaller} of the "
        f"seeds. The test accuracy is {accuracy[0]:.1f}% without and {accuracy[1]:.1f}% with."
    )


def _gap(training: Data) -> float:
    gap: float = training["training_accuracy"] - training["test_accuracy"]
    return gap


WALK_THROUGH = Part("dropout", walk_through, pictures.walk_through, _tell_walk_through)
SUBNETWORKS = Part("subnetworks", subnetworks, pictures.subnetworks, _tell_subnetworks)
EXPECTED_VALUE = Part("expected-value", expected_value, pictures.expected_value, _tell_expected_value)
BIAS_VARIANCE = Part("bias-variance", bias_variance, pictures.bias_variance, _tell_bias_variance)
WEIGHT_DECAY = Part("weight-decay", weight_decay, pictures.weight_decay, _tell_weight_decay)
DIGITS = Part("digits", _recorded_digits, pictures.digits, _tell_digits)

CLAIMS = (
    Claim(
        "Three steps",
        "A mask of the size of `X` is drawn, `rand(size(X)) < keep_prob`; `X` is multiplied by it, element by element; "
        "and the result is divided by `keep_prob`.",
        ("inverted_dropout", "dropout_demo"),
        WALK_THROUGH,
    ),
    Claim(
        "The expected value stays",
        "Dividing by `keep_prob` keeps the expected value, whatever `keep_prob` is. The gist as published compares "
        "with a literal 0.8 and still divides by `keep_prob`: its expected value is `0.8 / keep_prob` times that.",
        ("dropout_expected_value", "dropout_as_published", "dropout_as_published_against_article"),
        EXPECTED_VALUE,
    ),
    Claim(
        "Backward by the same mask",
        "What was dropped takes no part in the backward pass either: the same mask and the same division "
        "serve the derivatives.",
        ("inverted_dropout_backward",),
    ),
    Claim(
        "Training only",
        "At test time nothing is dropped and nothing is scaled. Traditional dropout does not divide in training, so it "
        "has to scale at test time.",
        ("inverted_dropout_predict", "traditional_dropout", "traditional_dropout_predict"),
    ),
    Claim(
        "Another network in every iteration",
        "Every iteration draws other masks, so it trains another network: the units that are left, and the edges "
        "between them.",
        ("inverted_dropout",),
        SUBNETWORKS,
    ),
    Claim(
        "Without units: high bias, no variance",
        "In a linear model `Y = W X + b`, only some terms of `W X` remain when units are dropped. With all of "
        "them dropped `Y = b`: extremely high bias, and no variance. In between dropout trades one for the other.",
        ("linear_model", "linear_fit", "bias_variance", "linear_bias_variance", "dropout_bias_variance"),
        BIAS_VARIANCE,
    ),
    Claim(
        "A kind of weight decay",
        "For linear regression with dropout of its inputs this is exact: the expected objective is that of ridge "
        "regression with the penalty `(1 - keep_prob) / keep_prob * diag(X' * X)`, examples in rows. The closed form, "
        "the objective drawn many times and the weights trained on dropped inputs agree.",
        (
            "dropout_penalty",
            "dropout_objective",
            "dropout_expected_objective",
            "ridge_closed_form",
            "dropout_gradient_descent",
            "weight_decay",
        ),
        WEIGHT_DECAY,
    ),
    Claim(
        "Less overfitting",
        "Overfitting is the gap between the accuracy on the examples that a network was trained on and on others. Here "
        "networks of relu layers are trained on handwritten digits with dropout and without, from the same first "
        "weights and by the same batches.",
        (
            "nn_init",
            "nn_activate",
            "nn_forward",
            "nn_backward",
            "nn_cost",
            "nn_train",
            "nn_predict",
            "nn_gradient_check",
            "nn_digits",
        ),
        DIGITS,
    ),
    Claim(
        "What is mixed up with it",
        "Others are told the share that is dropped. MATLAB's `dropoutLayer` drops where `rand(size(X)) < Probability`: "
        "given the same number and the same draws, it drops just what the article keeps. MatConvNet's `vl_nndropout` "
        "keeps where the draw is at least `rate` and puts the scale into the mask; older versions of it documented the "
        "rate as the share that is kept. With `keep_prob = 1 - rate` all three keep as many elements on average, but "
        "not the same ones, and only `dropoutLayer` makes a 0 of a dropped Inf or NaN. At 0.5 a test that looks at "
        "shares and means notices nothing of this.",
        ("dropout_layer", "dropout_layer_against_article", "dropout_by_rate", "dropout_by_rate_against_article"),
    ),
)
OF_THE_MACHINE = {"agreement", "loss_difference"}
PARTS = tuple(claim.part for claim in CLAIMS if claim.part is not None)


def measure_all(progress: Callable[[int], None] = lambda done: None) -> dict[str, dict[str, Any]]:
    """Measure every part.

    Parameters
    ----------
    progress : callable
        Called with the number of parts measured so far.

    Returns
    -------
    dict of str to dict
        JSON-ready data, by the part's name.

    Raises
    ------
    MatdropError
        If an original fails or a fixture cannot be used.
    """
    measured = {}
    for number, part in enumerate(PARTS, 1):
        measured[part.name] = part.measure().to_json()
        progress(number)
    return measured


def settled(data: Any) -> Any:
    """Return JSON-ready data without what depends on a machine: the last bits of its arithmetic, and its engine.

    Parameters
    ----------
    data : object
        As a measurement returns it.

    Returns
    -------
    object
        Numbers to six digits, and without the differences between the two languages.

    Examples
    --------
    >>> settled({"mean": 28.235294117647058, "agreement": {"largest_difference": 1e-15}})
    {'mean': 28.2353}
    """
    if isinstance(data, float):
        return float(f"{data:.6g}")
    if isinstance(data, Mapping):
        return {name: settled(value) for name, value in data.items() if name not in OF_THE_MACHINE}
    return [settled(value) for value in data] if isinstance(data, list | tuple) else data
