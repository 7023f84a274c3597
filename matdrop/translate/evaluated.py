"""Text that ``eval`` runs as code: where the cases have shown what it is, the code is translated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from matdrop.errors import MatdropError
from matdrop.source import matlab_syntax as syntax
from matdrop.source.matlab import MatlabFile, parse
from matdrop.translate.facts import Facts
from matdrop.translate.observation import Observation

MOST = 6  # texts among which a port chooses
SIMPLE = (syntax.Assignment, syntax.ExpressionStatement, syntax.Declaration)


def texts_of(facts: Facts) -> list[str]:
    """Return the texts that an argument was in the cases.

    Parameters
    ----------
    facts : Facts
        Of the argument.

    Returns
    -------
    list of str
        In the order of the alphabet; empty if one is not known, or there are many.

    Examples
    --------
    >>> from matdrop.translate.facts import Sighting
    >>> texts_of(Facts({Sighting("char", (1, 5), frozenset(), "x = 1")}))
    ['x = 1']
    """
    texts = {one.text for one in facts.sightings if one.class_ == "char" and one.text}
    return sorted(texts) if len(texts) == len(facts.sightings) <= MOST else []


def statements_of(text: str, file: MatlabFile) -> tuple[syntax.Statement, ...]:
    """Read a text as statements.

    Parameters
    ----------
    text : str
        Code.
    file : MatlabFile
        In which it is run; the statements have places behind its end, so that they are taken for no others.

    Returns
    -------
    tuple of Statement
        Empty if they are not understood, or have blocks.
    """
    try:
        found = parse(b" " * (len(file.source) + 1) + text.encode()).statements
    except MatdropError:
        return ()
    return tuple(found) if all(isinstance(one, SIMPLE) for one in found) else ()


def evaluated_in(
    nodes: Iterable[syntax.Node], path: Path, file: MatlabFile, observation: Observation
) -> Iterator[syntax.Statement]:
    """Find the statements that a function runs as text.

    Parameters
    ----------
    nodes : iterable of Node
        Of the function.
    path, file : Path, MatlabFile
        Where it stands.
    observation : Observation
        What was seen.

    Yields
    ------
    statement : Statement
        Of each text that was seen.
    """
    for node in nodes:
        match node:
            case syntax.Call(function=syntax.Name(name="eval"), arguments=arguments) if len(arguments) <= 2:
                for argument in arguments:
                    texts = [argument.value] if isinstance(argument, syntax.Text) else []
                    for text in texts or texts_of(observation.at(path, argument)):
                        yield from statements_of(text, file)
