"""Examples for every command, which its help ends with, and the help that `matdrop` alone prints."""

from __future__ import annotations

import argparse

SHORT_HELP = """\
matdrop proves that a Python port computes what its MATLAB original computes.

  matdrop new demo                               write a small pair to try it on
  matdrop verify f.m f.py --args "magic(4)"      compare a port with its original
  matdrop port f.m --args "magic(4)"             write a first port, and prove it
  matdrop init matlab/ python/                   write a table of a project's pairs, then: matdrop verify
  matdrop trace PAIR                             find the line that is wrong
  matdrop fix PAIR --write                       mend it
  matdrop fixtures record                        save what the originals compute, for machines without Octave

`matdrop --help` lists all commands, `matdrop COMMAND --help` has examples of each."""

# By command: what is typed, and what it is for.
EXAMPLES = {
    "new": (("matdrop new demo", "writes demo.m, demo.py with a mistake, and parity.toml"),),
    "verify": (
        ('matdrop verify f.m f.py --args "magic(4)" --args "[1 2; 3 5]"', "two cases of one pair"),
        ("matdrop verify", "all pairs of the project's parity.toml"),
        ("matdrop verify f/case_1 -v", "one case, with every figure"),
        ("matdrop verify --format github", "annotations for a pull request"),
    ),
    "watch": (("matdrop watch", "verify a pair anew whenever its original or port is saved"),),
    "report": (("matdrop report -o run.html", "verify, and write the results as a page"),),
    "trace": (
        ('matdrop trace f.m f.py --args "magic(4)"', "both sides line by line"),
        ("matdrop trace f --html trace.html", "a pair of the table, as a page"),
    ),
    "fix": (
        ('matdrop fix f.m f.py --args "magic(4)"', "show the change that mends the port, as a diff"),
        ("matdrop fix f --write", "write it into the port's file"),
    ),
    "adequacy": (("matdrop adequacy f --search 10", "what no case would notice, and a case that would"),),
    "search": (("matdrop search f", "inputs on which original and port differ"),),
    "init": (("matdrop init matlab/ python/", "pairs by their names, with inputs to replace by your own"),),
    "port": (('matdrop port f.m --args "magic(4)"', "write a first port, and prove it"),),
    "schema": (("matdrop schema > parity.schema.json", "what a table may say, for editors"),),
    "fixtures record": (("matdrop fixtures record", "run the originals, save what is missing or stale"),),
    "fixtures request": (("matdrop fixtures request folder", "for a machine with MATLAB and without Python"),),
    "fixtures import": (("matdrop fixtures import folder", "take what that machine has recorded"),),
    "fixtures check": (("matdrop fixtures check", "fail on stale, missing, unused and tampered fixtures"),),
    "pitfalls": (
        ("matdrop pitfalls std-ddof", "a row of the table, in both languages, with the results"),
        ("matdrop pitfalls check f.py", "lines where one is likely"),
    ),
    "differences": (("matdrop differences median", "rows of the table, with what each engine gives"),),
    "certificate check": (("matdrop certificate check run.json", "run it again, and say what no longer holds"),),
    "certificate page": (("matdrop certificate page run.json", "certificate.html, for people"),),
    "certificate badge": (("matdrop certificate badge run.json -o matdrop.svg", "a badge for a README"),),
    "ci init": (("matdrop ci init", "workflow files: Octave's versions, and a real MATLAB"),),
    "mcp": (
        ("matdrop mcp", "started by an agent's program, which talks to it"),
        ("matdrop mcp --skill > SKILL.md", "how to port with it, for the agent to read"),
    ),
    "demo": (("matdrop demo weight-decay", "a claim of the article, computed in both languages"),),
    "stream": (('matdrop stream --seed 42 "rand(2, 3)"', "the numbers that Octave draws"),),
    "completion": (("matdrop completion bash > ~/.local/share/bash-completion/completions/matdrop", "for bash"),),
    "doctor": (("matdrop doctor", "what is installed, and what to do next"),),
}


class _Help(argparse.HelpFormatter):
    """Fills descriptions, and leaves the lines of examples as they are."""

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return text if text.startswith("examples:") else super()._fill_text(text, width, indent)


def add_examples(parser: argparse.ArgumentParser) -> None:
    """Add to the help of every command its examples.

    Parameters
    ----------
    parser : argparse.ArgumentParser
        With all commands.
    """
    waiting = [parser]
    while waiting:
        one = waiting.pop()
        command = one.prog.partition(" ")[2]
        of_actions = (shown[0] for name, shown in EXAMPLES.items() if command and name.startswith(f"{command} "))
        shown = EXAMPLES.get(command) or tuple(of_actions)
        if shown:
            one.formatter_class = _Help
            one.epilog = "examples:\n" + "\n".join(f"  {command}\n      {what}" for command, what in shown)
        for action in one._actions:
            if isinstance(action, argparse._SubParsersAction):
                waiting += action.choices.values()
