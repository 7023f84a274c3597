"""Cells of a notebook: `%%matlab` runs one in the engine, `%%verify` holds a function against its original."""

from __future__ import annotations

import atexit
import functools
import inspect
import keyword
import re
import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

from matdrop.cases.case import case_of_call
from matdrop.errors import MatdropError
from matdrop.explain.explanation import ExplainedResult
from matdrop.explain.finding import Finding, Place
from matdrop.explain.workbench import Workbench
from matdrop.reports.displays import register_displays
from matdrop.source.fragments import split_arguments
from matdrop.source.names import normalize_name

# The name of the first function, after its outputs.
FUNCTION = re.compile(r"\s*function\s+(?:[^=\n]*=\s*)?(\w+)")
USAGE = "write %%verify ORIGINAL ARGUMENT, ARGUMENT, ... above a Python function"


class Shell(Protocol):
    """What is needed of IPython's shell."""

    user_ns: dict[str, Any]
    displayhook: Any
    display_formatter: Any

    def register_magic_function(self, func: Any, magic_kind: str, magic_name: str) -> None:
        """Register a function as a magic.

        Parameters
        ----------
        func : callable
            The function.
        magic_kind : str
            ``cell``.
        magic_name : str
            Its name.
        """


class Cells:
    """The cells of a notebook, with an engine that stays warm between them.

    Parameters
    ----------
    shell : InteractiveShell
        The notebook's.
    bench : Workbench
        With the engine.
    """

    def __init__(self, shell: Shell, bench: Workbench) -> None:
        self._shell, self._bench = shell, bench
        self._folder = Path(tempfile.mkdtemp(prefix="matdrop_cells_"))

    def close(self) -> None:
        """End the engine, and remove the files of the cells."""
        self._bench.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def matlab(self, line: str, cell: str) -> None:
        """Run a cell in the engine: show what it prints, and hand its variables over; or define a function.

        Parameters
        ----------
        line : str
            Names of the variables that are handed over, separated by commas; all by default.
        cell : str
            MATLAB code. If it begins with ``function`` it defines one, for later cells.

        Raises
        ------
        MatdropError
            If the code fails, or leaves no variable of a name that is asked for.
        """
        if cell.lstrip().startswith("function"):
            print(f"{self._define(cell)} is defined")
            return
        file = self._folder / f"cell_{self._number}.m"
        file.write_text(cell, encoding="utf-8")
        case = case_of_call(file, _no_port, (), path=self._path)
        (reference,) = self._bench.session.run([case])
        print(reference.printed, end="")
        if reference.error is not None:
            raise MatdropError(str(reference.error).replace(str(file), f"In [{self._number}]"))
        wanted = [name.strip() for name in line.split(",") if name.strip()] or list(reference.outputs)
        for name in wanted:
            if name not in reference.outputs:
                raise MatdropError(f"the cell leaves no variable {name}; it leaves {', '.join(reference.outputs)}")
            self._shell.user_ns[f"{name}_" if keyword.iskeyword(name) else name] = reference.outputs[name]

    def verify(self, line: str, cell: str) -> ExplainedResult:
        """Run a cell that defines a Python function, and hold the function against its original.

        Parameters
        ----------
        line : str
            The original, then its arguments, separated by commas: variables of the notebook, or MATLAB expressions.
        cell : str
            Python code.

        Returns
        -------
        ExplainedResult
            Verdict and findings, with places in the cell.

        Raises
        ------
        MatdropError
            If the original is not found, or the cell defines no function.
        """
        words = line.strip().partition(" ")
        if not words[0]:
            raise MatdropError(USAGE)
        original = self._original(words[0])
        number = self._number
        file = self._folder / f"cell_{number}.py"
        file.write_text(cell, encoding="utf-8")
        before = dict(self._shell.user_ns)
        exec(compile(cell, str(file), "exec"), self._shell.user_ns)
        port = _function_of(original.stem, self._shell.user_ns, before)
        given = split_arguments(words[2]) if words[2].strip() else []
        arguments = [self._shell.user_ns[text] if text in before else text for text in given]
        result = self._bench.verify(original, port, *arguments, path=self._path)
        return replace(result, findings=tuple(_in_cell(finding, str(file), number) for finding in result.findings))

    @property
    def _number(self) -> int:
        """The number in front of the cell: the hook knows whether the shell has counted it already."""
        return int(self._shell.displayhook.prompt_count)

    @property
    def _path(self) -> list[Path]:
        return [self._folder, Path.cwd()]

    def _define(self, cell: str) -> str:
        """Write a function of a cell into a file of its name; return the name."""
        found = FUNCTION.match(cell)
        if found is None:
            raise MatdropError("the cell begins with function, and no name follows; write function y = name(x)")
        (self._folder / f"{found[1]}.m").write_text(cell, encoding="utf-8")
        return found[1]

    def _original(self, name: str) -> Path:
        stem = name.removesuffix(".m")
        places = [folder / f"{stem}.m" for folder in self._path]
        found = next((place for place in places if place.is_file()), None)
        if found is None:
            raise MatdropError(f"MATLAB file not found: {stem}.m; define it in a cell with %%matlab, or check its path")
        return found


def load_cells(shell: Shell) -> Cells:
    """Register the magics of matdrop, and the displays of its records.

    Parameters
    ----------
    shell : InteractiveShell
        The notebook's.

    Returns
    -------
    Cells
        What the magics call.
    """
    cells = Cells(shell, Workbench())
    atexit.register(cells.close)
    shell.register_magic_function(_without_traceback(cells.matlab), "cell", "matlab")
    shell.register_magic_function(_without_traceback(cells.verify), "cell", "verify")
    register_displays(shell.display_formatter.formatters["text/html"])
    # Where there is no HTML, as in a terminal.
    for name in ("ExplainedResult", "ExplainedReport"):
        plain = shell.display_formatter.formatters["text/plain"]
        plain.for_type_by_name(
            "matdrop.explain.explanation", name, lambda record, printer, cycle: printer.text(str(record))
        )
    return cells


def _without_traceback(method: Callable[[str, str], Any]) -> Callable[[str, str], Any]:
    """Return a magic whose refusals IPython shows as a line."""
    from IPython.core.error import UsageError

    @functools.wraps(method)
    def magic(line: str, cell: str) -> Any:
        try:
            return method(line, cell)
        except MatdropError as error:
            raise UsageError(str(error)) from None

    return magic


def _no_port() -> None:
    """Stand in for the port of code that is only run."""


def _function_of(stem: str, names: Mapping[str, Any], before: Mapping[str, Any]) -> Any:
    """Return the function that a cell has defined: the one that is named like the original, or the only one."""
    new = [value for name, value in names.items() if inspect.isfunction(value) and before.get(name) is not value]
    alike = [function for function in new if normalize_name(function.__name__) == normalize_name(stem)]
    if len(alike or new) != 1:
        raise MatdropError(f"the cell defines {len(new)} functions, none named like {stem}; {USAGE}")
    return (alike or new)[0]


def _in_cell(finding: Finding, file: str, number: int) -> Finding:
    """Name a cell where a finding names the file that stands for it."""

    def named(place: Place | None) -> Place | None:
        return place if place is None or place.file != file else replace(place, file=f"In [{number}]")

    interval = tuple(place for place in map(named, finding.interval) if place is not None)
    fix = finding.fix and replace(finding.fix, diff=finding.fix.diff.replace(file, f"In [{number}]"))
    return replace(finding, port=named(finding.port), interval=interval, fix=fix)
