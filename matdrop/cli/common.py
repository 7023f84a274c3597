"""Common parts of the commands: exit codes, a progress bar, writing files."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from matdrop.errors import MatdropError

if TYPE_CHECKING:
    from rich.console import Console

AS_EXPECTED, DIFFERS, NOT_CARRIED_OUT = 0, 1, 2
# What a shell reports of a program that one of these two signals has ended.
INTERRUPTED, BROKEN_PIPE = 130, 141


class Interrupted(KeyboardInterrupt):
    """Ctrl-C, with what was done up to it."""


@contextmanager
def progress_bar(title: str, total: int, names: Sequence[str] = ()) -> Iterator[Callable[[int], None]]:
    """Show a progress bar on standard error, so that standard output holds only results.

    Parameters
    ----------
    title : str
        What is done.
    total : int
        How many steps there are.
    names : sequence of str
        The name of each step, where they are done in order; the running one is shown.

    Yields
    ------
    callable
        To be called with the number of steps done so far.

    Raises
    ------
    Interrupted
        On Ctrl-C; it says how many steps were done.
    """
    reached = 0

    def advance(done: int) -> None:
        nonlocal reached
        reached = done
        show(done)

    with _bar(title, total, names) if sys.stderr.isatty() else nullcontext(lambda done: None) as show:
        try:
            yield advance
        except KeyboardInterrupt:
            raise Interrupted(f"{title}: {reached} of {total} done") from None


@contextmanager
def _bar(title: str, total: int, names: Sequence[str]) -> Iterator[Callable[[int], None]]:
    """Show a bar with the name of what runs in the terminal, and yield what moves it."""
    from rich.progress import Progress, TextColumn

    columns = (*Progress.get_default_columns(), TextColumn("{task.fields[running]}", markup=False))
    with Progress(*columns, console=console_for_errors(), transient=True) as bar:
        task = bar.add_task(title, total=total, running=_name_of(names, 0))
        yield lambda done: bar.update(task, completed=done, running=_name_of(names, done))


def console_for_errors(soft_wrap: bool = False) -> Console:
    """Return a console on standard error.

    As all of the command line's it shows text as it is; by itself, Rich makes a picture of ``:100:`` in ``1:100:n``.

    Parameters
    ----------
    soft_wrap : bool
        Whether long lines are left to the terminal.

    Returns
    -------
    Console
        Rich's.

    Examples
    --------
    >>> console_for_errors().stderr
    True
    """
    from rich.console import Console

    return Console(stderr=True, soft_wrap=soft_wrap, emoji=False)


@contextmanager
def status_line(text: str) -> Iterator[Callable[[str], None]]:
    """Show on standard error what is done now, for work of which nobody knows how long it takes.

    Parameters
    ----------
    text : str
        What is done at first.

    Yields
    ------
    callable
        To be called with what is done from then on.

    Raises
    ------
    Interrupted
        On Ctrl-C; it says what was done.
    """
    current = text

    def change(new: str) -> None:
        nonlocal current
        current = new
        show(new)

    with _status(text) if sys.stderr.isatty() else nullcontext(lambda new: None) as show:
        try:
            yield change
        except KeyboardInterrupt:
            raise Interrupted(current) from None


@contextmanager
def _status(text: str) -> Iterator[Callable[[str], None]]:
    from rich.text import Text

    with console_for_errors().status(Text(text)) as status:
        yield lambda new: status.update(Text(new))


def _name_of(names: Sequence[str], number: int) -> str:
    return names[number] if number < len(names) else ""


def check_folder(option: str, file: Path | None) -> None:
    """Check that a file can be written, before any work is done for it.

    Parameters
    ----------
    option : str
        The option that names the file.
    file : Path or None
        The file; None if the option was not given.

    Raises
    ------
    MatdropError
        If its folder is not found.

    Examples
    --------
    >>> check_folder("--html", Path("trace.html"))
    """
    if file is not None and not file.absolute().parent.is_dir():
        raise MatdropError(f"{option} {file}: folder not found: {file.parent}")


def write(option: str, file: Path, text: str) -> None:
    """Write a file that an option has named.

    Parameters
    ----------
    option : str
        The option.
    file : Path
        The file.
    text : str
        Its content.

    Raises
    ------
    MatdropError
        If it cannot be written.
    """
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise MatdropError(f"{option} {file} cannot be written: {error.strerror}") from None


def kept_as(engine: str) -> str:
    """Return the name under which an engine's fixtures are kept beside the project's own.

    Parameters
    ----------
    engine : str
        As the command line names it.

    Returns
    -------
    str
        Such as ``octave-11`` or ``matlab``.

    Raises
    ------
    MatdropError
        If the name says no version.

    Examples
    --------
    >>> kept_as("9.4")
    'octave-9'
    """
    from matdrop.engines.find import short_name

    if not (name := short_name(engine)):
        raise MatdropError(f"{engine}: fixtures are kept by an engine's version; name it as octave-11 or matlab")
    return name
