"""What the benchmarks of planted defects have in common: their options, how outcomes are collected, and times."""

import argparse
import contextlib
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

CACHE = Path(tempfile.gettempdir()) / "matdrop-planted"
AT_MOST = 60  # defects of one pair
Outcome = TypeVar("Outcome")


def parser_of(description: str | None) -> argparse.ArgumentParser:
    """Return a parser of the options that all of them have."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("names", nargs="*", help="beginnings of names of pairs; all if none is given")
    parser.add_argument("--held-back", action="store_true", help="those that are held back")
    parser.add_argument("--structural", action="store_true", help="dropped, moved and misplaced statements")
    parser.add_argument("--pairs", type=Path, help="a pairs.toml of other ports")
    parser.add_argument("--cache", type=Path, default=CACHE, help="where recordings of originals are kept")
    parser.add_argument("--at-most", type=int, default=AT_MOST, help="defects of one pair and kind")
    parser.add_argument("--verbose", action="store_true", help="every outcome; else those that are not as wanted")
    return parser


def collected(
    outcomes: Iterable[Outcome], is_shown: Callable[[Outcome], bool], show: Callable[[Outcome], None]
) -> list[Outcome]:
    """Return the outcomes, some of them shown as they come; what was done before an interrupt is not lost."""
    found: list[Outcome] = []
    with contextlib.suppress(KeyboardInterrupt):
        for outcome in outcomes:
            found.append(outcome)
            if is_shown(outcome):
                show(outcome)
    return found


def times(seconds: Iterable[float]) -> str:
    """Return the median, the 90 % quantile and the largest of some times in words."""
    ordered = sorted(seconds)
    median, most = ordered[len(ordered) // 2], ordered[len(ordered) * 9 // 10]
    return f"processor seconds: median {median:.2f}, 90 % {most:.2f}, worst {ordered[-1]:.2f}"
