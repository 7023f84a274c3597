"""The command line: one file for each command, and here the parser of all."""

from __future__ import annotations

import argparse
import gc
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Never

from rich.console import Console
from rich.markup import escape

from matdrop.cli import (
    adequacy,
    certificate,
    ci,
    demo,
    differences,
    doctor,
    fix,
    fixtures,
    init,
    pitfalls,
    schema,
    search,
    stream,
    trace,
    verify,
)
from matdrop.cli.common import BROKEN_PIPE, INTERRUPTED, NOT_CARRIED_OUT
from matdrop.cli.encoding import print_all
from matdrop.errors import MatdropError
from matdrop.version import __version__

EXPRESSIONS = ("--args", "--constructor")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command.

    Parameters
    ----------
    arguments : sequence of str, optional
        The words after ``matdrop``; those of the process by default.

    Returns
    -------
    int
        0 if all is as expected, 1 if something differs, 2 if the request could not be carried out; 130 after Ctrl-C,
        141 if nobody reads the output any more.

    Examples
    --------
    >>> main(["verify", "--own", "inverted_dropout/article", "--reference", "saved"])  # doctest: +ELLIPSIS
    inverted_dropout...
    1 case: 1 saved; 0 stale
    0
    """
    print_all(sys.stdout)
    options = build_parser().parse_args(_with_values(sys.argv[1:] if arguments is None else arguments))
    try:
        code = int(options.command(options, _Output(soft_wrap=False)))
        sys.stdout.flush()
    except MatdropError as error:
        _say(str(error), error.next, options)
        return NOT_CARRIED_OUT
    except KeyboardInterrupt as interrupt:
        _say(f"interrupted{f' ({interrupt})' if str(interrupt) else ''}; nothing was written", "", options)
        gc.freeze()  # else the collection at the end of a process with so many modules takes a second
        return INTERRUPTED
    except BrokenPipeError:  # as by `| head`: what is still in the buffer has nowhere to go
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE
    return code


def _with_values(words: Sequence[str]) -> list[str]:
    """Join an option for MATLAB expressions with a value like ``-2:2``, which argparse would take for an option."""
    joined: list[str] = []
    for word in words:
        if joined and joined[-1] in EXPRESSIONS and word.startswith("-"):
            joined[-1] += f"={word}"
        else:
            joined.append(word)
    return joined


def _say(message: str, advice: str, options: argparse.Namespace) -> None:
    """Print why a request was not carried out, where `--json` says so as JSON."""
    asked = getattr(options, "json", None)
    if asked is True:
        print(_failure(message, advice))
    elif isinstance(asked, Path) and asked.parent.is_dir() and not asked.is_dir():
        asked.write_text(f"{_failure(message, advice)}\n", encoding="utf-8")
    Console(stderr=True, soft_wrap=True).print(f"[bold red]matdrop:[/] {escape(message)}", highlight=False)


def _failure(message: str, advice: str) -> str:
    from matdrop.reports.data import SCHEMA

    return json.dumps({"schema": SCHEMA, "error": {"message": message, "next": advice or "matdrop --help"}}, indent=1)


class _Output(Console):
    def on_broken_pipe(self) -> Never:
        """Leave it to `main`; Rich would end the process."""
        raise BrokenPipeError


class _Parser(argparse.ArgumentParser):
    """A parser whose refusals are JSON, too, if that is asked for; those of its commands are of the same class."""

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """Parse words, and remember whether they ask for JSON."""
        self.wants_json = "--json" in (args or ())
        return super().parse_known_args(args, namespace)

    def error(self, message: str) -> Never:
        """Print what is wrong with the words, and end."""
        if self.wants_json:
            print(_failure(message, f"{self.prog} --help"))
        super().error(message)


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of all commands; the docs' reference of the command line is written from it.

    Returns
    -------
    argparse.ArgumentParser
        Each command sets ``command``, a function of the options and a console.
    """
    parser = _Parser("matdrop", description="Prove that a Python port computes what its MATLAB original computes.")
    parser.add_argument("--version", action="version", version=f"matdrop {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    commands_in_order = (verify, trace, fix, adequacy, search, init, schema, fixtures, pitfalls, differences)
    for command in (*commands_in_order, certificate, ci, demo, stream, doctor):
        command.add(commands)
    return parser
