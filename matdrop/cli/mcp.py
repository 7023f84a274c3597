"""`matdrop mcp`: a server of the Model Context Protocol, for agents that port MATLAB code."""

from __future__ import annotations

import argparse
import contextlib
import functools
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console

from matdrop.cli.common import AS_EXPECTED
from matdrop.errors import MatdropError
from matdrop.version import __version__

if TYPE_CHECKING:
    from mcp.server.mcpserver import MCPServer

    from matdrop.explain.workbench import Workbench

TOOLS = ("verify", "explain", "fix", "adequacy", "search", "pitfalls", "init", "record", "port")
MISSING = 'the Model Context Protocol is not installed; install it with `python -m pip install "matdrop[mcp]"`'
INSTRUCTIONS = """\
matdrop proves that a Python port computes what its MATLAB original computes, and finds the line where it does not.
Work on a folder with originals (.m), ports (.py; the tool port writes a first one, and proves it) and a parity.toml
(the tool init writes a first one). Then: verify;
for each fault fix, or change the port at the line that is named; verify again until as_expected is true; adequacy, to
see what the cases would not notice; record. Every answer has `next`. Never change an original, a tolerance or an
expected verdict to make a case pass. A declaration changes how the port is called: make one
only if the port is meant so."""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the parser.

    Parameters
    ----------
    commands : argparse._SubParsersAction
        The parser's commands.
    """
    mcp = commands.add_parser("mcp", description=_mcp.__doc__)
    mcp.add_argument("--skill", action="store_true", help="print the skill file instead: how an agent ports with it")
    mcp.set_defaults(command=_mcp)


def _mcp(options: argparse.Namespace, console: Console) -> int:
    """Serve agents on standard input and output by the Model Context Protocol; needs the extra mcp."""
    if options.skill:
        print(Path(__file__).with_name("skill.md").read_text(encoding="utf-8"), end="")
        return AS_EXPECTED
    from matdrop.explain.workbench import Workbench

    with Workbench() as bench:
        server_of(bench).run("stdio")
    return AS_EXPECTED


def server_of(bench: Workbench) -> MCPServer:
    """Make a server whose tools share a workbench.

    Parameters
    ----------
    bench : Workbench
        Its engine starts with the first call that needs it.

    Returns
    -------
    MCPServer
        Ready to run.

    Raises
    ------
    MatdropError
        If the extra is not installed.
    """
    try:
        from mcp.server.mcpserver import MCPServer
        from mcp.server.mcpserver.exceptions import ToolError
    except ImportError:
        raise MatdropError(MISSING) from None
    from matdrop.cli.agent_tools import AgentTools, advice_of

    def answering(method: Callable[..., Any]) -> Callable[..., Any]:
        # What a port prints goes to standard error, a refusal is the tool's error. A coroutine runs in the main thread,
        # in which time limits of ports and Ctrl-C work.
        @functools.wraps(method)
        async def answer(*args: Any, **named: Any) -> Any:
            try:
                with contextlib.redirect_stdout(sys.stderr):
                    return method(*args, **named)
            except MatdropError as error:
                raise ToolError(advice_of(error)) from None

        return answer

    server = MCPServer("matdrop", version=__version__, instructions=INSTRUCTIONS, log_level="WARNING")
    tools = AgentTools(bench)
    for name in TOOLS:
        server.tool()(answering(getattr(tools, name)))
    return server
