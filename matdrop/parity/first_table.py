"""A first case table for a project: pairs matched by name, inputs proposed from the parameters."""

from __future__ import annotations

import ast
import json
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from matdrop.errors import MatdropError
from matdrop.parity.case import Case, pair_of
from matdrop.parity.names import normal
from matdrop.parity.octave import Octave, find_octave
from matdrop.parity.original import code_of, declaration_of

# Five examples of three features; what belongs together has sizes that fit. First the names that mean one
# thing in coursework and toolboxes, then what the look of a name says.
PROPOSALS = [
    (r"X(train|val|test|poly)?|data|samples|features|x_?in", "[1 2 0.5; 2 1 -1; 3 5 2; 4 3 0; 5 8 1.5]"),
    (r"y(train|val|test)?|labels?|targets?", "[1; 0; 1; 0; 1]"),
    (r"(initial_?)?(theta|weights?|w|beta|params?)", "[0.1; -0.2; 0.3]"),
    (r"lambda|reg|l2|alpha|lr|learning_?rate|eta|step(_?size)?|momentum|gamma", "0.1"),
    (r"keep_?prob|p|prob|dropout|rate", "0.8"),
    (r"n(um)?_?(iters?|iterations|steps|epochs?)|max_?iters?|iters?|iterations|epochs?", "20"),
    (r"k|n_?clusters|num_?labels|degree|order|n|m|d|dim|num_?\w*|n_\w+", "3"),
    (r"(initial_?)?(centroids|centers|mu)", "[1 2 0; 4 5 1]"),
    (r"idx|indices|index", "[1; 2; 1; 2; 1]"),
    (r"sigma|std|scale|tol|eps(ilon)?|h", "0.5"),
    (r"(adj(acency)?|A|G|M|cij|ciu|graph|matrix|mat)", "[0 1 1 0; 1 0 1 0; 1 1 0 1; 0 0 1 0]"),
    (r"z|a|x|t|u|v|s|vec(tor)?|signal", "[-2 -0.5 0 1 3]"),
    (r"(str|text|name|word|s\w*_?str)", "'matlab'"),
    (r"img|image|I", "uint8(reshape(0:15, 4, 4) * 17)"),
]
FALLBACKS = ["[1 2 0.5; 2 1 -1; 3 5 2]", "2", "[1; 2; 3]", "[1 2 3]"]
DRAWS = r"\b(rand|randn|randi|randperm|rande|randg|randp)\b"


@dataclass(frozen=True)
class Proposal:
    """A pair that was found, with inputs: tried in Octave where there is one."""

    original: Path
    port: Path
    function: str
    args: tuple[str, ...]
    seed: int | None
    remark: str = ""


def propose(paths: Sequence[Path]) -> tuple[list[Proposal], list[Path], list[str]]:
    """Match originals with ports by name and propose inputs.

    Parameters
    ----------
    paths : sequence of Path
        ``.m`` and ``.py`` files, and folders of them.

    Returns
    -------
    proposals : list of Proposal
        Sorted by original.
    unmatched : list of Path
        Originals without a port.
    unused : list of str
        Ports, as ``file:function``, without an original.

    Raises
    ------
    MatdropError
        If a path does not exist, or there is no original or no port among them.
    """
    originals, ports = _files(paths, ".m"), _files(paths, ".py")
    if not originals or not ports:
        missing = ".m" if not originals else ".py"
        raise MatdropError(f"there is no {missing} file in {', '.join(map(str, paths))}; name originals and ports")
    functions = [(file, name) for file in ports for name in _functions(file)]
    proposals, unmatched, used = [], [], set()
    for original in originals:
        found = _port_of(original, functions, ports)
        if found is None:
            unmatched.append(original)
            continue
        used.add(found)
        draws = re.search(DRAWS, code_of(original.read_text(encoding="utf-8", errors="replace")))
        names = [name for name in declaration_of(original).parameters if name != "varargin"]
        args = tuple(_expression(name) for name in names)
        proposals.append(Proposal(original, found[0], found[1], args, 1 if draws else None))
    unused = [f"{file}:{name}" for file, name in functions if (file, name) not in used and not name.startswith("_")]
    if find_octave().path is not None and proposals:
        proposals = _tried(proposals)
    return proposals, unmatched, unused


def table_text(proposals: Sequence[Proposal], folder: Path) -> str:
    """Write proposals as a case table.

    Parameters
    ----------
    proposals : sequence of Proposal
        As `propose` gives them.
    folder : Path
        Where the table will stand.

    Returns
    -------
    str
        TOML.

    Examples
    --------
    >>> print(table_text([Proposal(Path("/a/f.m"), Path("/a/f.py"), "f", ("1",), None)], Path("/a")))
    # Pairs found by name, with inputs proposed from the parameters: put in your own.
    # `args` are MATLAB expressions, given to both sides. `matdrop verify` runs every case.
    <BLANKLINE>
    [f]
    original = "f.m"
    port = "f.py:f"
    [[f.case]]
    name = "proposed"
    args = ["1"]
    <BLANKLINE>
    """
    lines = [
        "# Pairs found by name, with inputs proposed from the parameters: put in your own.",
        "# `args` are MATLAB expressions, given to both sides. `matdrop verify` runs every case.",
        "",
    ]
    for proposal in proposals:
        key = proposal.original.stem
        port = _relative(proposal.port, folder) + (f":{proposal.function}" if proposal.function else "")
        lines += [f"# {proposal.remark}"] if proposal.remark else []
        lines += [f"[{key}]", f"original = {json.dumps(_relative(proposal.original, folder))}"]
        lines += [f"port = {json.dumps(port)}", f"[[{key}.case]]", 'name = "proposed"']
        lines += [f"seed = {proposal.seed}"] if proposal.seed is not None else []
        lines += [f"args = {json.dumps(list(proposal.args))}", ""]
    return "\n".join(lines)


def _relative(path: Path, folder: Path) -> str:
    return Path(os.path.relpath(path.resolve(), folder.resolve())).as_posix()


def _files(paths: Sequence[Path], ending: str) -> list[Path]:
    found: list[Path] = []
    for path in paths:
        if not path.exists():
            raise MatdropError(f"there is no {path}")
        found += sorted(path.rglob(f"*{ending}")) if path.is_dir() else [path] if path.suffix == ending else []
    return list(dict.fromkeys(found))


def _functions(file: Path) -> list[str]:
    try:
        body = ast.parse(file.read_text(encoding="utf-8", errors="replace")).body
    except SyntaxError:
        return []
    names = [node.name for node in body if isinstance(node, ast.FunctionDef)]
    for owner in (node for node in body if isinstance(node, ast.ClassDef)):
        names += [f"{owner.name}.{node.name}" for node in owner.body if isinstance(node, ast.FunctionDef)]
    return names


def _port_of(original: Path, functions: list[tuple[Path, str]], ports: list[Path]) -> tuple[Path, str] | None:
    wanted = normal(original.stem)
    if declaration_of(original).is_script:
        return next(((file, "") for file in ports if normal(file.stem) == wanted), None)
    named = [(file, name) for file, name in functions if normal(name.rpartition(".")[2]) == wanted]
    beside = [(file, name) for file, name in named if normal(file.stem) == wanted]
    if named:
        return (beside or named)[0]
    # A file of the original's name with one function in it is its port, whatever the function is called.
    for file in ports:
        public = [name for owner, name in functions if owner == file and not name.startswith("_")]
        if normal(file.stem) == wanted and len(public) == 1:
            return file, public[0]
    return None


def _expression(name: str) -> str:
    exact = [text for pattern, text in PROPOSALS if re.fullmatch(pattern, name)]
    loose = [text for pattern, text in PROPOSALS if re.fullmatch(pattern, name, re.IGNORECASE)]
    return (exact or loose or FALLBACKS)[0]


def _tried(proposals: list[Proposal]) -> list[Proposal]:
    """Replace inputs on which an original fails by the first fallback on which it does not."""
    chosen = list(proposals)
    waiting = list(range(len(proposals)))
    with Octave(timeout=20.0) as octave:
        for fallback in [None, *FALLBACKS]:
            attempts = [
                replace(proposals[k], args=tuple(fallback or arg for arg in proposals[k].args)) for k in waiting
            ]
            cases = [Case(pair_of(a.original, "", strict=True), "proposed", a.args, a.seed) for a in attempts]
            references = octave.run(cases)
            still = []
            for k, attempt, reference in zip(waiting, attempts, references, strict=True):
                if reference.error is None:
                    chosen[k] = attempt
                else:
                    still.append(k)
                    if fallback is None:
                        remark = f"the original fails on these inputs: {reference.error.message.splitlines()[0]}"
                        chosen[k] = replace(proposals[k], remark=remark)
            waiting = [k for k in still if proposals[k].args]
            if not waiting:
                break
    return chosen
