"""The command line: one file for each command, and here the parser of all."""

from __future__ import annotations

import argparse
import gc
import json
import os
import re
import sys
from collections.abc import Callable, Collection, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, Never

from matdrop.cli.common import BROKEN_PIPE, INTERRUPTED, NOT_CARRIED_OUT, console_for_errors
from matdrop.cli.encoding import print_all
from matdrop.cli.examples import SHORT_HELP, add_examples
from matdrop.errors import MatdropError, did_you_mean
from matdrop.verification.garbage import collected_seldom
from matdrop.version import __version__

EXPRESSIONS = ("--args", "--constructor")
# Commands that run originals in the machine's Octave, unless one of the other words is there.
RUN_ORIGINALS = {"verify", "report", "trace", "fix", "adequacy", "search", "port", "watch", "fixtures"}
NO_OCTAVE_HERE = re.compile(r"saved|check|-h|--(help|engines?|jobs|dask|reference=saved)(=.*)?")

# Each command with its help. Its file, which has its name, is imported when the command is used: NumPy, SciPy and Rich,
# which the files need, take most of the time in which `matdrop --help` answers.
COMMANDS = {
    "new": "write a sample pair to start from",
    "verify": "compare ports with their originals",
    "watch": "verify anew what a saved file concerns",
    "report": "verify, and write the results as a page",
    "trace": "find the statements where a port goes wrong",
    "fix": "find the change that mends a port",
    "adequacy": "find out what the cases would notice",
    "search": "find inputs on which original and port differ",
    "init": "write a first parity.toml",
    "port": "write a first port, line for line, and verify it",
    "schema": "print the JSON Schema of parity.toml, for editors",
    "fixtures": "record or check the saved references",
    "pitfalls": "show what goes wrong from MATLAB to NumPy, executed",
    "differences": "show where Octave's versions differ from each other and from MATLAB",
    "certificate": "check what `matdrop verify --certificate` has written",
    "ci": "write workflow files for a hosted CI",
    "mcp": "serve agents that port MATLAB code",
    "demo": "show the article's walk-through and its claims",
    "stream": "print random numbers as Octave or MATLAB draws them",
    "doctor": "show what is installed and what is missing",
    "completion": "print what a shell needs to complete commands",
}


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
    PASS     inverted_dropout...
    1 case: 1 saved; 0 stale
    0
    """
    return _as_process(sys.argv[1:]) if arguments is None else _run(arguments)


def _as_process(words: Sequence[str]) -> int:
    """Run a command as all that this process does."""
    try:
        with collected_seldom():
            _start_octave(words)
            return _run(words)
    finally:
        gc.freeze()  # else it is looked for once more at the end, which takes as long


def _run(arguments: Sequence[str]) -> int:
    """Run a command, and return its exit code."""
    print_all(sys.stdout)
    words = _with_values(arguments)
    if not words:
        print(SHORT_HELP)
        return NOT_CARRIED_OUT
    options = _parsed(words)
    try:
        code = int(options.command(options, _output()))
        sys.stdout.flush()
    except MatdropError as error:
        _say(str(error), error.next, options)
        return NOT_CARRIED_OUT
    except KeyboardInterrupt as interrupt:
        _say(f"interrupted{f' ({interrupt})' if str(interrupt) else ''}; nothing was written", "", options)
        return INTERRUPTED
    except BrokenPipeError:  # as by `| head`: what is still in the buffer has nowhere to go
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE
    return code


def _start_octave(words: Sequence[str]) -> None:
    """Start an Octave for a command that will ask for one: it starts while NumPy and the command are imported."""
    if words and words[0] in RUN_ORIGINALS and not any(map(NO_OCTAVE_HERE.fullmatch, words)):
        from matdrop.engines.early_start import start_early

        start_early()


def _parsed(words: Sequence[str]) -> argparse.Namespace:
    """Parse words; names may stand on both sides of an option, where argparse takes those of one side alone."""
    parser = build_parser(words)
    options, rest = parser.parse_known_args(words)
    if not rest:
        return options
    names = getattr(options, "names", getattr(options, "words", None))
    if not names or any(word.startswith("-") for word in rest):
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    names += rest
    return options


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
    if asked is True or getattr(options, "format", "") == "json":
        print(_failure(message, advice))
    elif isinstance(asked, Path) and asked.parent.is_dir() and not asked.is_dir():
        asked.write_text(f"{_failure(message, advice)}\n", encoding="utf-8")
    from rich.markup import escape

    console_for_errors(soft_wrap=True).print(f"[bold red]matdrop:[/] {escape(message)}", highlight=False)


def _failure(message: str, advice: str) -> str:
    from matdrop.reports.data import SCHEMA

    return json.dumps({"schema": SCHEMA, "error": {"message": message, "next": advice or "matdrop --help"}}, indent=1)


def _output() -> Any:
    """Return a console that leaves a broken pipe to `main`; Rich would end the process."""
    from rich.console import Console

    class Output(Console):
        def on_broken_pipe(self) -> Never:
            raise BrokenPipeError

    return Output(soft_wrap=False, emoji=False)


class _Parser(argparse.ArgumentParser):
    """A parser whose refusals are JSON, too, if that is asked for; those of its commands are of the same class."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        # Commands are described by their functions' docstrings: the sections on errors are for readers of the code.
        self.description = re.split(r"\n\s*\w+\n\s*---", self.description or "")[0] or None

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """Parse words, and remember whether they ask for JSON."""
        words = " ".join(args or ()).replace("--format json", "--format=json").split()
        self.wants_json = bool({"--json", "--format=json"} & set(words))
        return super().parse_known_args(args, namespace)

    @property
    def known_options(self) -> list[str]:
        """The options of the parser and of its commands."""
        commands = (a.choices.values() for a in self._actions if isinstance(a, argparse._SubParsersAction))
        inner = (option for parsers in commands for parser in parsers for option in parser.known_options)
        return [*self._option_string_actions, *inner]

    def error(self, message: str) -> Never:
        """Print what is wrong with the words, what was meant perhaps, and end."""
        invalid = re.search(r"invalid choice: '([^']*)' \(choose from (.*)\)", message)
        if invalid:
            message += did_you_mean(invalid[1], re.findall(r"[\w-]+", invalid[2]))
        unknown = re.match(r"unrecognized arguments: (-[-\w]+)", message)
        if unknown:
            message += did_you_mean(unknown[1], self.known_options)
        if self.wants_json:
            print(_failure(message, f"{self.prog} --help"))
        super().error(message)


def _adder(name: str) -> Callable[[Any], None]:
    """Return the function that adds a command to the parser."""
    file, function = ("verify", "add_report") if name == "report" else (name, "add")  # it shares most options of verify
    add: Callable[[Any], None] = getattr(import_module(f"matdrop.cli.{file}"), function)
    return add


class _Commands(argparse._SubParsersAction):  # type: ignore[type-arg]  # it takes none when it runs
    def add_parser(self, name: str, **options: Any) -> Any:
        """Add a command with its help."""
        return super().add_parser(name, help=COMMANDS[name], **options)


def build_parser(used: Collection[str] = COMMANDS.keys()) -> argparse.ArgumentParser:
    """Return the parser of all commands; the docs' reference of the command line is written from it.

    Parameters
    ----------
    used : collection of str
        The commands whose options are known to it, all by default; of the others it knows the names. May hold other
        words, too.

    Returns
    -------
    argparse.ArgumentParser
        Each command sets ``command``, a function of the options and a console.
    """
    parser = _Parser(prog="matdrop", description="Prove that a Python port computes what its MATLAB original computes.")
    parser.add_argument("--version", action="version", version=f"matdrop {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND", action=_Commands)
    for name in COMMANDS:
        if name in used:
            _adder(name)(commands)
        else:
            commands.add_parser(name)
    add_examples(parser)
    return parser
