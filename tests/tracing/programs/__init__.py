"""Small MATLAB and Octave programs that cover the syntax: each behaves in an instrumented copy as it does by itself."""

import re
from dataclasses import dataclass
from pathlib import Path

from matdrop.cases.case import Case, case_of_call

FOLDER = Path(__file__).parent
_PROGRAM = re.compile(r"^=== (\w+)(\((.*)\))?\n", re.MULTILINE)
_FILE = re.compile(r"^=file (\S+)\n", re.MULTILINE)


@dataclass(frozen=True)
class Program:
    """A program: its name, the arguments of a call (one text; None for a script), its files."""

    name: str
    arguments: str | None
    files: dict[str, str]

    def write(self, folder: Path) -> Path:
        """Write the files into a folder of the program's own; return the one that is called."""
        for name, text in self.files.items():
            file = folder / self.name / name
            file.parent.mkdir(parents=True, exist_ok=True)
            end = "\r\n" if self.name.startswith("windows") else "\n"
            file.write_text(text, newline=end)
        return folder / self.name / f"{self.name}.m"

    def case(self, folder: Path) -> Case:
        """Write the files, and return the case of its call."""
        arguments = split(self.arguments or "")
        return case_of_call(self.write(folder), f"{self.name}.py:{self.name}", arguments, seed=1)


def programs() -> list[Program]:
    """Read all programs."""
    found = []
    for file in sorted(FOLDER.glob("*.txt")):
        pieces = _PROGRAM.split(file.read_text())[1:]
        for name, call, arguments, text in zip(*(pieces[k::4] for k in range(4)), strict=True):
            main, *others = _FILE.split(text)
            files = {f"{name}.m": main, **dict(zip(others[::2], others[1::2], strict=True))}
            found.append(Program(name, arguments if call else None, files))
    return found


def split(arguments: str) -> tuple[str, ...]:
    """Divide arguments at the commas that stand in no brackets."""
    found, depth = [""], 0
    for character in arguments:
        depth += {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}.get(character, 0)
        if character == "," and depth == 0:
            found.append("")
        else:
            found[-1] += character
    return tuple(argument.strip() for argument in found if argument.strip())
