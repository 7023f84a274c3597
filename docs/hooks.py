"""The pages of the site that are generated when it is built: `mkdocs.yml` names this file as its hook.

- reference/command-line.md: the parser of the command line, in words;
- pitfalls/: the executed table of pitfalls, a page for each topic, and NumPy's own table;
- article/source/: each original with its port, to which the article links;
- reference/table.schema.json: the JSON Schema of the case table, where the package has one.
"""

import argparse
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from matdrop.cases.topic_rows import topics
from matdrop.cli import build_parser
from matdrop.pitfalls import numpy_table
from matdrop.pitfalls.catalogue import load_pitfalls
from matdrop.pitfalls.execution import Outcomes, run
from matdrop.pitfalls.markdown import index_page, topic_page

ROOT = Path(__file__).parents[1]
SCHEMA = ROOT / "matdrop/cases/table.schema.json"
# In the repository the article links to files; on the site, to a page that shows them.
ORIGINAL_OR_PORT = re.compile(r"\]\((?:\.\./)+(matlab_ref|matdrop/port)/(\w+)\.(?:m|py)\)")
HEADINGS = {"matlab_ref": "original", "matdrop/port": "port"}


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Put the pages of the pitfalls into the navigation."""
    assert config.nav is not None
    pages = ["pitfalls/index.md", *({topic: f"pitfalls/{topic}.md"} for topic in topics(load_pitfalls()))]
    pages.append({"NumPy's own table": "pitfalls/numpy-table.md"})
    config.nav = [{"Pitfalls": pages} if "Pitfalls" in entry else entry for entry in config.nav]
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the generated pages to those of the folder."""
    pages = {"reference/command-line.md": command_line_page(build_parser())}
    pages.update(pitfall_pages())
    pages.update(source_pages())
    if SCHEMA.is_file():
        pages["reference/table.schema.json"] = SCHEMA.read_text(encoding="utf-8")
    for path, text in pages.items():
        files.append(File.generated(config, path, content=text))
    return files


def on_page_markdown(markdown: str, page: object, config: MkDocsConfig, files: Files) -> str:
    """Let links to originals and ports lead to the page that shows both."""
    return ORIGINAL_OR_PORT.sub(lambda link: f"](source/{link[2]}.md#{HEADINGS[link[1]]})", markdown)


def pitfall_pages() -> Iterator[tuple[str, str]]:
    """Write the pages of the pitfalls from what Octave computed for each row and what Python computes now."""
    outcomes = run(load_pitfalls(), "saved")
    check_rows(outcome.pitfall.id for outcome in outcomes.results if outcome.wrong)
    yield "pitfalls/index.md", index_page(outcomes)
    for topic in topics(load_pitfalls()):
        rows = tuple(outcome for outcome in outcomes.results if outcome.pitfall.topic == topic)
        yield f"pitfalls/{topic}.md", topic_page(topic, Outcomes(rows))
    cells = run(numpy_table.load_numpy_table(), "saved")
    check_rows(outcome.pitfall.id for outcome in cells.results if numpy_table.wrong_of(outcome))
    yield "pitfalls/numpy-table.md", numpy_table.page(cells)


def check_rows(wrong: Iterable[str]) -> None:
    """Refuse to write a page with rows that do not hold."""
    if names := ", ".join(wrong):
        raise ValueError(f"{names}: does not hold, so there is no page; see `matdrop pitfalls --check`")


def source_pages() -> Iterator[tuple[str, str]]:
    """Write a page for each original and its port, one below the other."""
    for original in sorted((ROOT / "matlab_ref").glob("*.m")):
        port = ROOT / "matdrop/port" / f"{original.stem}.py"
        parts = [f"# {original.stem}", *listing("The original", "original", original, "matlab")]
        if port.is_file():
            parts += listing("The port", "port", port, "python")
        yield f"article/source/{original.stem}.md", "\n\n".join(parts) + "\n"


def listing(title: str, anchor: str, file: Path, language: str) -> list[str]:
    """Show a file under a heading of its own."""
    return [f"## {title} {{ #{anchor} }}", f"`{file.relative_to(ROOT).as_posix()}`",
            f"```{language}\n{file.read_text(encoding='utf-8').rstrip()}\n```"]  # fmt: skip


def command_line_page(parser: argparse.ArgumentParser) -> str:
    """Write the reference of the command line.

    Parameters
    ----------
    parser : argparse.ArgumentParser
        That of the command line, with its commands.

    Returns
    -------
    str
        Markdown: a section for each command, with its usage and a table of its options.
    """
    head = ["# Command line", "Written from the command line's own parser: `matdrop COMMAND --help` prints the same.",
            "[Exit codes](exit-codes.md) are the same for all commands."]  # fmt: skip
    return "\n\n".join([*head, *(part for command in commands_of(parser) for part in section(command))]) + "\n"


def commands_of(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    """Find all commands of a parser, those of its commands included."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for command in action.choices.values():
                yield command
                yield from commands_of(command)


def section(command: argparse.ArgumentParser) -> Iterator[str]:
    """Describe one command."""
    yield f"## {command.prog}"
    if command.description:
        yield as_text(command.description)
    yield f"```text\n{usage(command)}\n```"
    for group in command._action_groups:
        actions = [action for action in group._group_actions if is_listed(action)]
        if not actions:
            continue
        if group.title not in ("positional arguments", "options"):
            title = as_text(str(group.title))
            yield f"{title[0].upper()}{title[1:]}:"
        yield "\n".join(["| option | what it does |", "|---|---|", *map(row, actions)])
    if command.epilog:
        yield f"```text\n{command.epilog}\n```"


def is_listed(action: argparse.Action) -> bool:
    """Leave out ``--help``, and the commands, which have sections of their own."""
    return not isinstance(action, argparse._HelpAction | argparse._SubParsersAction)


def usage(command: argparse.ArgumentParser) -> str:
    """Return the usage of a command in lines of a width that does not depend on the terminal."""
    formatter = argparse.HelpFormatter(command.prog, width=100)
    formatter.add_usage(command.usage, command._actions, command._mutually_exclusive_groups, prefix="")
    return formatter.format_help().rstrip()


def row(action: argparse.Action) -> str:
    """Describe one option in a row of a table."""
    value = action.metavar or (
        "{" + ",".join(map(str, action.choices)) + "}" if action.choices else action.dest.upper()
    )
    takes_value = action.nargs != 0
    names = [f"{name} {value}" if takes_value else name for name in action.option_strings] or [str(value)]
    text = (action.help or "") % vars(action) if "%(" in (action.help or "") else action.help or ""
    return f"| {', '.join(code_cell(name) for name in names)} | {as_text(text)} |"


def code_cell(text: str) -> str:
    """Set code in a cell of a table, where a bar would end the cell."""
    return f"`{text}`".replace("|", "\\|")


def as_text(text: str) -> str:
    """Keep Markdown from reading more into a text than it says: a bar, a star, an angle bracket."""
    outside, *rest = re.split(r"(`[^`]*`)", " ".join(text.split()))
    parts = [outside, *rest]
    return "".join(part if part.startswith("`") else re.sub(r"([|*<>\[\]_])", r"\\\1", part) for part in parts)
