"""What the commands share: exit codes, a progress bar, files that they write."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from matdrop.errors import MatdropError

AS_EXPECTED, DIFFERS, NOT_CARRIED_OUT = 0, 1, 2


@contextmanager
def progress_bar(title: str, total: int) -> Iterator[Callable[[int], None]]:
    """Show a progress bar on standard error, which leaves standard output to results."""
    with Progress(console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task(title, total=total)
        yield lambda done: bar.update(task, completed=done)


def check_folder(option: str, file: Path | None) -> None:
    """Refuse a file that cannot be written before any work is done for it."""
    if file is not None and not file.absolute().parent.is_dir():
        raise MatdropError(f"{option} {file}: there is no folder {file.parent}")


def write(option: str, file: Path, text: str) -> None:
    """Write a file that an option has named."""
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise MatdropError(f"{option} {file} cannot be written: {error.strerror}") from None
