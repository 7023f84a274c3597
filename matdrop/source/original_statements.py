"""Reading a ``.m`` file as statements, at the lines where GNU Octave can stop."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from matdrop.source.original import code_of
from matdrop.source.statements import MAIN, Function, Kind, Source, Statement

_NAME = re.compile(r"(?<![\w.'])[A-Za-z]\w*")
_KINDS: dict[str, Kind] = {
    **dict.fromkeys(("for", "parfor", "do"), "for"),  # lines that do not come up at each iteration
    "while": "while",
    **dict.fromkeys(("if", "switch", "try", "unwind_protect"), "branch"),
}
_BRANCHES = ("else", "elseif", "case", "otherwise", "catch", "unwind_protect_cleanup")
_ENDS = re.compile(r"(end(if|switch|for|parfor|while|function|_try_catch|_unwind_protect)?|until)\b")
_KEYWORDS = {*_KINDS, *_BRANCHES, "function", "return", "break", "continue", "global", "persistent", "end", "until"}
_FUNCTION = re.compile(
    r"function\s+(?:(?:\[(?P<many>[^\]]*)\]|(?P<one>\w+))\s*=\s*)?(?P<name>[\w.]+)\s*(?:\((?P<parameters>[^)]*)\))?"
)
# These may give a value to any name.
_ANY_NAME = re.compile(r"\b(eval|evalc|evalin|assignin|load|run|source|input)\b")
_ASSIGNMENT = re.compile(r"(?<![=~!<>])(?:[-+*/^|&]|\.[*/^])?=(?!=)|\+\+|--")


def read_original(path: Path, traced: bool = True) -> Source:
    """Read a ``.m`` file.

    Parameters
    ----------
    path : Path
        A function with its subfunctions, or a script.
    traced : bool
        Whether its first function, or the script, is what is traced.

    Returns
    -------
    Source
        Statements of one line count as one.

    Examples
    --------
    >>> from matdrop.cases.table import OWN_TABLE
    >>> source = read_original(OWN_TABLE.parent / "inverted_dropout.m")
    >>> [(s.stores, s.reads) for s in source.statements.values() if s.kind == "plain"][-1]
    (('X',), ('X', 'keep_prob'))
    """
    text = path.read_text(encoding="utf-8", errors="replace")
    pieces = list(_pieces(code_of(text)))
    source = Source(path, tuple(text.splitlines()))
    names = tuple(dict.fromkeys(name for _, _, piece in pieces for name in _names(piece)))
    function = MAIN if traced else path.stem
    if not (pieces and pieces[0][2].startswith("function")):
        source.functions[function] = Function(function, 1, len(source.text))
    blocks: list[int] = []  # the lines that opened the blocks which are open
    branches: list[int] = []  # for each of them, the line of its branch that is open
    otherwise: set[int] = set()  # those of them that are after their "else"
    for line, last, piece in pieces:
        match = re.match(r"[A-Za-z]\w*", piece)
        word = match[0] if match else ""
        if word == "function":
            if blocks and source.statements[blocks[-1]].kind == "function":
                blocks.pop(), branches.pop()  # a file whose functions have no end
            declared = _declared(piece, line, len(source.text))
            function = MAIN if traced and not source.functions else declared.name
            source.functions[function] = replace(declared, name=function)
            source.statements[line] = Statement(line, last, function, "function", declared.parameters)
            blocks.append(line)
            branches.append(line)
            continue
        if _ENDS.match(word) and blocks:
            opened = blocks.pop()
            branches.pop()
            source.statements[opened] = replace(source.statements[opened], last=last)
            if source.statements[opened].kind == "function":
                source.functions[function] = replace(source.functions[function], last=last)
            if word == "until":
                _add(source, Statement(opened, last, function, "for", (), _reads(piece)))
            continue
        within = tuple(b for b in branches if source.statements[b].kind != "function")
        if word in _BRANCHES and blocks:
            within = within[:-1]
            otherwise.discard(blocks[-1])
            otherwise |= {blocks[-1]} if word in ("else", "otherwise") else set()
        inner = next((b for b, n in zip(reversed(blocks), reversed(branches), strict=True) if n in within), 0)
        source.arms[line] = int(inner in otherwise)
        stores = names if _ANY_NAME.search(piece) else _stores(piece)
        _add(source, Statement(line, last, function, _kind(word, piece), stores, _reads(piece), within))
        if word in _KINDS:
            blocks.append(line)
            branches.append(line)
        elif word in ("elseif", "case", "catch") and blocks:
            branches[-1] = line
    variables = {name for statement in source.statements.values() for name in statement.stores}
    for _, _, piece in pieces:
        _find_indices(source, piece, variables)
    return source


def _find_indices(source: Source, piece: str, variables: set[str]) -> None:
    """Find the names that stand in an index: alone, or with something else."""
    for match in re.finditer(r"\b([A-Za-z]\w*)[({]([^(){}]*)[)}]", piece):
        if match[1] in variables:
            for part in match[2].split(","):
                found = _names(part)
                (source.plain if part.strip() in found else source.reckoned).update(found)


def _kind(word: str, piece: str) -> Kind:
    if word in _KINDS:
        return _KINDS[word]
    if word in _BRANCHES:
        return "branch"
    if word == "return":
        return "return"
    return "leave" if re.search(r"\b(break|continue)\b", piece) else "plain"


def _add(source: Source, new: Statement) -> None:
    """Add a statement to those that start on its line."""
    old = source.statements.get(new.line)
    if old is not None:
        stores, reads = (tuple(dict.fromkeys(a + b)) for a, b in ((old.stores, new.stores), (old.reads, new.reads)))
        kind = old.kind if old.kind != "plain" else new.kind
        new = replace(old, last=max(old.last, new.last), kind=kind, stores=stores, reads=reads)
    source.statements[new.line] = new


def _declared(piece: str, line: int, last: int) -> Function:
    match = _FUNCTION.match(piece)
    if match is None:
        return Function(piece, line, last)
    parameters = re.sub(r"=[^,]*", "", match["parameters"] or "")
    outputs = match["many"] or match["one"] or ""
    return Function(match["name"], line, last, tuple(_NAME.findall(parameters)), tuple(_NAME.findall(outputs)))


def _pieces(code: str) -> Iterator[tuple[int, int, str]]:
    """Split code into statements: first line, last line, text on one line."""
    line, start, depth, piece = 1, 1, 0, ""
    position = 0
    while position < len(code):
        character = code[position]
        if code.startswith("...", position):
            end = code.find("\n", position)
            position = len(code) if end < 0 else end + 1
            line += 1
            piece += " "
            continue
        depth += (character in "([{") - (character in ")]}")
        if (character == "\n" or (character in ";," and depth == 0)) and not (character == "\n" and depth > 0):
            if piece.strip():
                yield start, line, piece.strip()
            piece, depth = "", 0
        elif piece or not character.isspace():
            if not piece:
                start = line
            piece += character
        line += character == "\n"
        position += 1
    if piece.strip():
        yield start, line, piece.strip()


def _stores(piece: str) -> tuple[str, ...]:
    """Give the names left of an assignment, but not those that only index there."""
    piece = re.sub(r"^(par)?for\s*\(", "for ", piece)
    if piece.startswith(("global ", "persistent ", "catch ")):
        return _names(piece)
    found: list[str] = []
    depth, start = 0, 0
    for position, character in enumerate(piece):
        depth += (character in "({") - (character in ")}")
        if depth <= 0 and (match := _ASSIGNMENT.match(piece, position)):  # below 0 after "for (k = 1:3)"
            found += _names(_outside(piece[start:position]))
            start = match.end()
    return tuple(dict.fromkeys(found))


def _outside(text: str) -> str:
    """Leave out what stands in parentheses or braces."""
    kept, depth = "", 0
    for character in text:
        depth += character in "({"
        if depth <= 0:
            kept += character
        depth -= character in ")}"
    return kept


def _reads(piece: str) -> tuple[str, ...]:
    """Give the names that a statement uses, in order; what it only stores is not among them."""
    names = _names(piece)
    stored = _stores(piece)
    right = _names(piece[match.end() :]) if (match := _ASSIGNMENT.search(piece)) and stored else names
    indexed = [name for name in names if name not in stored]
    changed = [name for name in stored if re.search(rf"\b{name}\s*[({{.]", piece)]
    return tuple(dict.fromkeys([*changed, *indexed, *right]))


def _names(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in _NAME.findall(text) if name not in _KEYWORDS))
