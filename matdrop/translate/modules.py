"""A port as several modules: one for each file of the original, which import each other."""

from __future__ import annotations

import ast
import graphlib
from dataclasses import replace
from pathlib import Path

from matdrop.errors import MatdropError
from matdrop.translate.helpers import is_helper
from matdrop.translate.port import Body, Port, assembled, imported_modules


def modules_of(port: Port, original: Path) -> tuple[Port, dict[str, str]]:
    """Split a port by the files of its original.

    Parameters
    ----------
    port : Port
        What was written, as one file.
    original : Path
        The ``.m`` file that it is the port of.

    Returns
    -------
    port : Port
        What is left in the original's own module, which imports the others.
    modules : dict of str to str
        The text of each other module by its name.

    Raises
    ------
    MatdropError
        If the files share global variables, or call each other in a circle.
    """
    tree = ast.parse(port.text)
    if any(isinstance(node, ast.Assign) for node in tree.body):
        raise MatdropError("the original's files share global variables, which modules cannot: leave --into out")
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef) and not is_helper(node.name)]
    home = {node.name: _file_of(node, port, original) for node in functions}
    texts, imports = {}, {}
    for path in dict.fromkeys([original, *home.values()]):
        own = [node for node in functions if home[node.name] == path]
        used = {name.id for node in own for name in ast.walk(node) if isinstance(name, ast.Name)}
        imports[path] = {name: home[name] for name in sorted(used & set(home)) if home[name] != path}
        bodies = [_body_of(node, port, path) for node in own]
        code = "\n".join(line for body in bodies for line in body.texts)
        others = [(file.stem, name) for name, file in imports[path].items()]
        texts[path] = assembled(path, bodies, imported_modules(code), [], others)
    _check_circles({path: set(files.values()) for path, files in imports.items()})
    text, origins = texts.pop(original)
    return replace(port, text=text, origins=origins), {path.stem: other for path, (other, _) in texts.items()}


def _file_of(node: ast.FunctionDef, port: Port, original: Path) -> Path:
    """Return the file whose statements a function is the translation of; without any it stays with the original."""
    lines = range(node.lineno, (node.end_lineno or node.lineno) + 1)
    return next((port.origins[line].file for line in lines if line in port.origins), original)


def _body_of(node: ast.FunctionDef, port: Port, path: Path) -> Body:
    lines = port.text.splitlines()[node.lineno - 1 : node.end_lineno]
    places = range(node.lineno, node.lineno + len(lines))
    return Body(path, lines, [port.origins.get(place) for place in places])


def _check_circles(imports: dict[Path, set[Path]]) -> None:
    try:
        graphlib.TopologicalSorter(imports).prepare()
    except graphlib.CycleError as error:
        names = " and ".join(dict.fromkeys(path.name for path in error.args[1]))
        raise MatdropError(f"{names} call each other, so that no module can come first: leave --into out") from None
