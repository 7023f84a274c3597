"""`matdrop stream`: random numbers as Octave or MATLAB draws them."""

from __future__ import annotations

import argparse

from rich.console import Console

from matdrop.cli.common import AS_EXPECTED
from matdrop.errors import MatdropError


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the parser.

    Parameters
    ----------
    commands : argparse._SubParsersAction
        The parser's commands.
    """
    stream = commands.add_parser("stream")
    stream.add_argument("expressions", metavar="DRAWS", help='such as "rand(2,3); randn(1,4)"')
    stream.add_argument("--seed", type=int, required=True, help="the seed of rng(SEED)")
    engine = stream.add_mutually_exclusive_group()
    engine.add_argument(
        "--octave", action="store_const", dest="engine", const="octave", help="Octave's numbers (the default)"
    )
    engine.add_argument(
        "--matlab", action="store_const", dest="engine", const="matlab", help="MATLAB's numbers (mt19937ar)"
    )
    stream.set_defaults(command=_stream, engine="octave")


def _stream(options: argparse.Namespace, console: Console) -> int:
    """Print the random numbers that a seed gives, at full precision."""
    from matdrop.streams import MatlabStream, OctaveStream, UnknownStreamError
    from matdrop.streams.expressions import draw, rows

    try:
        stream = MatlabStream(options.seed) if options.engine == "matlab" else OctaveStream(options.seed)
        drawn = draw(stream, options.expressions)
    except (ValueError, UnknownStreamError, TypeError) as error:
        raise MatdropError(str(error)) from None
    for call, value in drawn:
        # A call that seeds returns nothing.
        console.print(call if value is None else f"{call} =", highlight=False, markup=False)
        for row in rows(value):
            console.print(f"  {row}", highlight=False, markup=False, soft_wrap=True)
    return AS_EXPECTED
