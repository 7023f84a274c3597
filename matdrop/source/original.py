"""What a ``.m`` file declares and calls: script or function, parameters, outputs, neighbours."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from matdrop.errors import MatdropError

# A quote after a name, a closing bracket, a dot or another transpose transposes; any other starts text.
_TOKENS = re.compile(r"""(?<=[\w)\]}.'])'|'(?:[^']|'')*'|"(?:[^"\\]|\\.|"")*"|[%#].*|.""")


@dataclass(frozen=True)
class Declaration:
    """What a ``.m`` file declares.

    Attributes
    ----------
    is_script : bool
        Whether its first statement does not start a function.
    parameters, outputs : tuple of str
        Of its first function; empty for a script.
    """

    is_script: bool
    parameters: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()


def declaration_of(original: Path) -> Declaration:
    """Read what a ``.m`` file declares.

    Parameters
    ----------
    original : Path
        The file.

    Returns
    -------
    Declaration
        Of its first function, or of a script.

    Raises
    ------
    MatdropError
        If the file cannot be read or its function line cannot be understood.

    Examples
    --------
    >>> from matdrop.cases.table import OWN_TABLE
    >>> declaration_of(OWN_TABLE.parent / "inverted_dropout.m")
    Declaration(is_script=False, parameters=('X', 'keep_prob'), outputs=('X', 'mask'))
    """
    code = re.sub(r"\.\.\.[^\n]*\n", " ", code_of(_text(original)))
    if not re.match(r"\s*function\b", code):
        return Declaration(True)
    match = re.match(
        r"\s*function\s+(?:(?:\[(?P<many>[^\]]*)\]|(?P<one>\w+))\s*=\s*)?[\w.]+\s*(?:\((?P<parameters>[^)]*)\))?", code
    )
    if match is None:
        raise MatdropError(f"the function line of {original} is not understood; is it MATLAB?")
    names = re.compile(r"~|[A-Za-z]\w*")
    parameters = [text.split("=")[0] for text in (match["parameters"] or "").split(",")]
    return Declaration(
        False,
        tuple(names.findall(" ".join(parameters))),
        tuple(names.findall(match["many"] or match["one"] or "")),
    )


def sources_of(original: Path) -> list[Path]:
    """Find the ``.m`` file of an original and those of its folder, private ones too, that it calls, directly or not.

    Parameters
    ----------
    original : Path
        The ``.m`` file.

    Returns
    -------
    list of Path
        Sorted by name.

    Examples
    --------
    >>> from matdrop.cases.table import OWN_TABLE
    >>> [path.name for path in sources_of(OWN_TABLE.parent / "dropout_demo.m")]
    ['dropout_demo.m', 'inverted_dropout.m']
    """
    neighbours = {path.stem: path for folder in (".", "private") for path in (original.parent / folder).glob("*.m")}
    found: dict[str, Path] = {}
    waiting = [original]
    while waiting:
        path = waiting.pop()
        if path.stem in found:
            continue
        found[path.stem] = path
        words = set(re.findall(r"(?<![\w.])[A-Za-z]\w*", code_of(_text(path))))  # not the field of a struct
        waiting += [neighbours[word] for word in words & neighbours.keys()]
    return [found[name] for name in sorted(found)]


def data_of(original: Path) -> list[Path]:
    """Find the data files that an original, or a neighbour that it calls, names.

    They stand beside it or one folder below, or where a path that starts with ``../`` leads.

    Parameters
    ----------
    original : Path
        The ``.m`` file.

    Returns
    -------
    list of Path
        Files that are neither ``.m`` nor ``.py``, sorted.

    Examples
    --------
    >>> from matdrop.cases.table import OWN_TABLE
    >>> data_of(OWN_TABLE.parent / "dropout_demo.m")
    []
    >>> [path.name for path in data_of(OWN_TABLE.parent / "nn_digits.m")]
    ['digits.mat']
    """
    text = "\n".join(_text(path) for path in sources_of(original))
    named = set(re.findall(r"[\w.-]+", text)) | {f"{stem}.mat" for stem in re.findall(r"\bload[\s('\"]+(\w+)", text)}
    beside = (path for pattern in ("*", "*/*") for path in original.parent.glob(pattern) if path.name in named)
    above = (original.parent / path for path in set(re.findall(r"(?:\.\./)+[\w./-]+", text)))
    return sorted(p for p in (*beside, *above) if p.is_file() and p.suffix not in (".m", ".py"))


def keeps_variables(original: Path) -> bool:
    """Tell whether an original, or a neighbour that it calls, keeps variables from one call to the next.

    Parameters
    ----------
    original : Path
        The ``.m`` file.

    Returns
    -------
    bool
        Whether functions must be cleared before a case, for it to be independent of the cases before.

    Examples
    --------
    >>> from matdrop.cases.table import OWN_TABLE
    >>> keeps_variables(OWN_TABLE.parent / "dropout_demo.m")
    False
    """
    return not {"persistent", "mlock"}.isdisjoint(called_by(original))


def called_by(original: Path) -> set[str]:
    """Give every name in an original and in the neighbours that it calls.

    Parameters
    ----------
    original : Path
        The ``.m`` file.

    Returns
    -------
    set of str
        Functions, variables and keywords.

    Examples
    --------
    >>> from matdrop.cases.table import OWN_TABLE
    >>> "rand" in called_by(OWN_TABLE.parent / "dropout_demo.m")
    True
    """
    sources = sources_of(original) if original.is_file() else []
    return {word for path in sources for word in re.findall(r"[A-Za-z]\w*", code_of(_text(path)))}


def iterates(original: Path) -> bool:
    """Tell whether an original, or a neighbour that it calls, has a loop or calls a solver.

    Parameters
    ----------
    original : Path
        The ``.m`` file.

    Returns
    -------
    bool
        Whether there is something that may stop earlier or later.

    Examples
    --------
    >>> from matdrop.cases.table import OWN_TABLE
    >>> iterates(OWN_TABLE.parent / "inverted_dropout.m")
    False
    """
    words = re.compile(
        r"for|parfor|while|do|fzero|fsolve|fmin\w*|lsq\w*|ode\d+\w*|quad\w*|integral\d?|eigs|svds|pcg|gmres"
    )
    return any(words.fullmatch(word) for word in called_by(original))


def split_arguments(text: str) -> list[str]:
    """Split a list of MATLAB expressions at its commas, but not within brackets or text.

    Parameters
    ----------
    text : str
        As one would write it between the parentheses of a call.

    Returns
    -------
    list of str
        The expressions.

    Examples
    --------
    >>> split_arguments("magic(4), (1:4)', {1, 'a,b'}")
    ['magic(4)', "(1:4)'", "{1, 'a,b'}"]
    """
    parts, depth = [""], 0
    for match in _TOKENS.finditer(text):
        token = match[0]
        depth += (token in "([{") - (token in ")]}")
        if token == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += token
    return [part.strip() for part in parts if part.strip()]


def code_of(source: str, keep_text: bool = False) -> str:
    """Take comments and text out of a MATLAB source; its lines stay where they are.

    Parameters
    ----------
    source : str
        The text of a ``.m`` file.
    keep_text : bool
        Whether text constants stay as they are.

    Returns
    -------
    str
        The code, with empty text constants unless they are kept.

    Examples
    --------
    >>> code_of("x = y'; disp('50 %'); % shows x'")
    "x = y'; disp(''); "
    """
    lines, block = [], 0
    for line in source.splitlines():
        bare = line.strip()
        if bare in ("%{", "#{"):
            block += 1
        elif bare in ("%}", "#}") and block:
            block -= 1
        elif not block:
            lines.append(_code_of_line(line, keep_text))
            continue
        lines.append("")
    return "\n".join(lines)


def _code_of_line(line: str, keep_text: bool) -> str:
    code = []
    for match in _TOKENS.finditer(line):
        token = match[0]
        if token[0] in "%#":
            break
        code.append("''" if token[0] in "'\"" and len(token) > 1 and not keep_text else token)
    return "".join(code)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise MatdropError(f"{path} cannot be read: {error.strerror}") from None
