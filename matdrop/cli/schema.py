"""`matdrop schema`: the JSON Schema of case tables, for editors."""

from __future__ import annotations

import argparse

from rich.console import Console

from matdrop.cli.common import AS_EXPECTED


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the parser of the command line.

    Parameters
    ----------
    commands : argparse subparsers
        Those of `matdrop.cli.build_parser`.
    """
    schema = commands.add_parser("schema", description=_schema.__doc__)
    schema.set_defaults(command=_schema)


def _schema(options: argparse.Namespace, console: Console) -> int:
    """Print the JSON Schema of parity.toml: editors complete and check its keys (see docs/reference/table.md)."""
    from matdrop.cases.schema import schema_text

    print(schema_text(), end="")  # as it is, for a file: Rich would wrap and colour it
    return AS_EXPECTED
