"""`matdrop demo`: the article's walk-through and its claims."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path
from statistics import mean
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from matdrop.cli.common import AS_EXPECTED, DIFFERS, check_folder, progress_bar, write
from matdrop.cli.options import count
from matdrop.errors import MatdropError

if TYPE_CHECKING:
    from matdrop.article.measure import Agreement

LINES = {"L": "randi(35, 3, 4)", "mask": "rand(size(L)) < keep_prob", "result": "L .* mask ./ keep_prob"}
DIGITS = 1797


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the parser.

    Parameters
    ----------
    commands : argparse._SubParsersAction
        The parser's commands.
    """
    demo = commands.add_parser("demo", description=_demo.__doc__)
    demo.add_argument(
        "part",
        nargs="?",
        choices=list(DEMOS),
        default="dropout",
        help="the walk-through (dropout, the default), or a claim, computed in both languages",
    )
    walk = demo.add_argument_group("for the walk-through")
    walk.add_argument("--seed", type=int, help="seed of Octave's generators (42)")
    walk.add_argument("--keep-prob", type=float, metavar="P", help="probability to keep a unit (0.85)")
    train = demo.add_argument_group("for the digits")
    train.add_argument("--seeds", type=count, metavar="N", help="train with the seeds from 1 to N (5)")
    demo.add_argument("--plot", nargs="?", const="", metavar="FILE", help="also draw it, as SVG (PART.svg)")
    demo.set_defaults(command=_demo)


def _demo(options: argparse.Namespace, console: Console) -> int:
    """Show the article's walk-through, or one of its claims."""
    from matdrop.article.pictures import MISSING, is_drawable

    if options.part != "dropout" and (options.seed, options.keep_prob) != (None, None):
        raise MatdropError(
            f"--seed and --keep-prob are for the walk-through; `matdrop demo {options.part}` does not take them"
        )
    if options.part != "digits" and options.seeds is not None:
        raise MatdropError("--seeds is for `matdrop demo digits`")
    if options.plot is not None:
        if not is_drawable():
            raise MatdropError(MISSING)
        options.plot = Path(options.plot or f"{options.part}.svg")
        check_folder("--plot", options.plot)
    return DEMOS[options.part](options, console)


def _demo_dropout(options: argparse.Namespace, console: Console) -> int:
    """Show a matrix, its mask, the result, and the row sums before and after."""
    from matdrop.article.walk_through import walk_through

    seed = 42 if options.seed is None else options.seed
    keep_prob = 0.85 if options.keep_prob is None else options.keep_prob
    try:
        shown = walk_through(seed, keep_prob)
    except ValueError as error:
        raise MatdropError(f"--keep-prob {keep_prob}: {error}") from None
    for title, matrix, form in (("L", shown.L, "%d"), ("mask", shown.mask, "%d"), ("result", shown.X, "%.4f")):
        console.print(f"{title} = {LINES[title]}", highlight=False)
        table = Table(show_header=False)
        for row in matrix:
            table.add_row(*(f"[dim]{form % x}[/]" if title != "L" and x == 0 else form % x for x in row))
        console.print(table)
    sums = Table("row", "sum(L, 2)", "sum(result, 2)")
    for number, (before, after) in enumerate(zip(shown.L.sum(axis=1), shown.X.sum(axis=1), strict=True), 1):
        sums.add_row(str(number), f"{before:.4f}", f"{after:.4f}")
    console.print(sums)
    console.print(
        f"keep_prob {keep_prob:g}, Octave's stream of seed {seed}: {int(shown.mask.sum())} of "
        f"{shown.mask.size} units kept. Over many masks the expected row sums are those of L.",
        highlight=False,
        soft_wrap=True,
    )
    _plot(options, shown.to_json(), console)
    return AS_EXPECTED


def _demo_digits(options: argparse.Namespace, console: Console) -> int:
    """Train on handwritten digits in both languages: the loss curves, and what dropout does to overfitting."""
    from matdrop.article.digits import digit_cases, digits

    cases = digit_cases(5 if options.seeds is None else options.seeds)
    with progress_bar("training in both languages", 2 * len(cases)) as progress:
        measured = digits(cases, progress)
    table = Table(
        "seed", "keep_prob", "training accuracy", "test accuracy", "gap", "loss differs by", "different answers"
    )
    for training in measured.trainings:
        table.add_row(
            str(training.seed),
            f"{training.keep_prob:g}",
            f"{training.training_accuracy:.2%}",
            f"{training.test_accuracy:.2%}",
            f"{training.gap:.2%}",
            f"{training.loss_difference:.1e}",
            str(training.different_answers),
        )
    console.print(table)
    without, with_dropout = measured.gaps
    smaller = sum(b.gap < a.gap for a, b in measured.pairs)
    tested = [mean(pair[k].test_accuracy for pair in measured.pairs) for k in (0, 1)]
    _show_agreement(
        console,
        f"The gap between training and test accuracy, mean and standard deviation: {without.mean:.2%} ± "
        f"{without.spread:.2%} without dropout, {with_dropout.mean:.2%} ± {with_dropout.spread:.2%} with; with dropout "
        f"it is smaller for {smaller} of {len(measured.pairs)} seeds. The test accuracy is {tested[0]:.2%} without "
        f"dropout and {tested[1]:.2%} with. The loss curves of the two languages, "
        f"{len(measured.trainings[0].loss)} iterations each, differ by at most {measured.loss_difference:.1e} of the "
        f"loss (allowed {measured.allowed:.0e}: the order in which a BLAS sums); of {DIGITS} digits each, the "
        f"networks answer {sum(t.different_answers for t in measured.trainings)} differently.",
        measured.agreement,
    )
    _plot(options, measured.to_json(), console)
    return AS_EXPECTED if measured.agrees else DIFFERS


def _demo_bias_variance(options: argparse.Namespace, console: Console) -> int:
    """Show bias and variance of the linear model on its way from Y = W X + b to Y = b."""
    from matdrop.article.bias_variance import bias_variance

    measured = bias_variance()
    for title, points in (("units dropped", measured.units_dropped), ("keep_prob", measured.keep_prob)):
        table = Table(title, "bias squared", "variance")
        for point in points:
            table.add_row(f"{point.level:.3g}", f"{point.bias_squared:.4f}", f"{point.variance:.4f}")
        console.print(table)
    _show_agreement(
        console,
        "The linear model Y = W X + b, fitted to many training sets: without some units, and by iterations that each "
        "drop other inputs. The more is dropped, the higher the bias and the lower the variance. With all dropped (no "
        "draw is below a keep_prob of 2.23e-308) it is Y = b: extremely high bias, and no variance.",
        measured.agreement,
    )
    _plot(options, measured.to_json(), console)
    return AS_EXPECTED


def _demo_weight_decay(options: argparse.Namespace, console: Console) -> int:
    """Show that dropout of a linear regression's inputs is a ridge penalty."""
    from matdrop.article.weight_decay import weight_decay

    measured = weight_decay()
    for fit in measured.fits:
        table = Table(f"keep_prob {fit.keep_prob:g}", "least squares", "ridge, closed form", "by dropout", "agrees")
        for estimate, without in zip((*fit.weights, fit.objective), (*measured.least_squares, None), strict=True):
            table.add_row(
                estimate.name,
                "" if without is None else f"{without:.4f}",
                f"{estimate.closed_form:.4f}",
                f"{estimate.mean:.4f} ± {estimate.band:.4f}",
                "yes" if estimate.agrees else "[bold red]NO[/]",
            )
        console.print(table)
    _show_agreement(
        console,
        "A linear regression with dropout of its inputs minimises, in expectation, the squared error plus "
        "(1-p)/p * diag(X X') on the squares of the weights, for keep_prob p: ridge regression. By dropout: the mean "
        f"of several trainings, of the objective that of many masks; ± its {measured.confidence:.1%} confidence band.",
        measured.agreement,
    )
    _plot(options, measured.to_json(), console)
    return AS_EXPECTED if measured.agrees else DIFFERS


def _show_agreement(console: Console, text: str, agreement: Agreement) -> None:
    """Print what a table shows, and how closely the two languages agree on it."""
    ran = f"{agreement.engine} now" if agreement.source == "live" else f"{agreement.engine}, from saved fixtures"
    console.print(text, highlight=False, soft_wrap=True)
    console.print(
        f"Computed in Python and in {ran}: largest difference {agreement.largest_difference:.1e}.",
        highlight=False,
        soft_wrap=True,
    )
    if agreement.not_live:
        console.print(f"Not computed live: {escape(agreement.not_live)}", highlight=False, soft_wrap=True)


def _plot(options: argparse.Namespace, data: Mapping[str, Any], console: Console) -> None:
    """Write the picture of a part of the article, if --plot asks for it."""
    if options.plot is None:
        return
    from matdrop.article.claims import PARTS
    from matdrop.article.document import picture

    (part,) = (part for part in PARTS if part.name == options.part)
    write("--plot", options.plot, picture(part, data))
    console.print(f"the picture is {options.plot}", markup=False, highlight=False, soft_wrap=True)


DEMOS = {
    "dropout": _demo_dropout,
    "digits": _demo_digits,
    "bias-variance": _demo_bias_variance,
    "weight-decay": _demo_weight_decay,
}
