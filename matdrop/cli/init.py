"""`matdrop init`: a first case table."""

from __future__ import annotations

import argparse
from pathlib import Path

from rich.console import Console

from matdrop.cli.common import AS_EXPECTED
from matdrop.cli.options import add_path
from matdrop.errors import MatdropError


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the parser.

    Parameters
    ----------
    commands : argparse._SubParsersAction
        The parser's commands.
    """
    init = commands.add_parser("init", description=_init.__doc__)
    init.add_argument("paths", nargs="+", type=Path, metavar="FILE", help="originals and ports, or folders of them")
    init.add_argument("--force", action="store_true", help="replace an existing parity.toml")
    add_path(init)
    init.set_defaults(command=_init)


def _init(options: argparse.Namespace, console: Console) -> int:
    """Write a parity.toml in this folder: pairs matched by name, with inputs proposed from the parameters."""
    from matdrop.init.proposal import propose, table_text

    table = Path.cwd() / "parity.toml"
    if table.exists() and not options.force:
        raise MatdropError(f"{table} exists; --force replaces it")
    proposals, remarks = propose(options.paths, options.path)
    for remark in remarks:
        console.print(remark, style="yellow", markup=False, highlight=False, soft_wrap=True)
    if not proposals:
        raise MatdropError("no original and port have the same name; see --help, or write parity.toml by hand")
    table.write_text(table_text(proposals, table.parent, options.path), encoding="utf-8")
    for proposal in proposals:
        line = f"{proposal.original} - {proposal.port}:{proposal.function}".rstrip(":")
        console.print(line, markup=False, highlight=False, soft_wrap=True)
        for remark in proposal.remarks:
            console.print(f"  {remark}", style="yellow", markup=False, highlight=False, soft_wrap=True)
    console.print(
        f"{len(proposals)} pair{'s' if len(proposals) > 1 else ''} in {table}; next: matdrop verify",
        highlight=False,
        soft_wrap=True,
    )
    return AS_EXPECTED
