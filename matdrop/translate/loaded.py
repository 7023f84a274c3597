"""Commands whose words are names of files and variables, and what ``load data`` gives a value."""

from __future__ import annotations

from collections.abc import Iterable

from matdrop.source import matlab_syntax as syntax
from matdrop.source.matlab_names import stored_names

OF_FILES = {"load", "save", "mkdir", "rmdir", "delete", "cd"}  # commands


def is_load(statement: syntax.Node) -> bool:
    """Return whether a statement reads variables of a file.

    Parameters
    ----------
    statement : Node
        A statement.

    Returns
    -------
    bool
        True for a call of ``load`` whose value is not stored.
    """
    match statement:
        case syntax.Command(name="load"):
            return True
        case syntax.ExpressionStatement(value=syntax.Call(function=syntax.Name(name="load"))):
            return True
    return False


def candidates(nodes: Iterable[syntax.Node], function: syntax.Function | None) -> list[str]:
    """Return the names that a file may give a value: those that are read or returned, and that nothing else stores.

    Parameters
    ----------
    nodes : iterable of Node
        All of a function or a script.
    function : Function or None
        The function.

    Returns
    -------
    list of str
        Names of functions are among them.
    """
    nodes = list(nodes)
    stores = [node for node in nodes if isinstance(node, syntax.Assignment | syntax.For | syntax.Declaration)]
    stored = {name for node in stores for name in stored_names(node)}
    read = {node.name for node in nodes if isinstance(node, syntax.Name)}
    if function is not None:
        stored |= {parameter.name for parameter in function.parameters}
        read |= {*function.outputs}
    return sorted(read - stored)


def called_by(command: syntax.Command) -> syntax.Call | None:
    """Return the call that a command is, which has the words as texts; the name of the file comes first.

    Parameters
    ----------
    command : Command
        Such as ``save -v7 data.mat x``.

    Returns
    -------
    Call or None
        None if it has nothing to do with files.

    Examples
    --------
    >>> from matdrop.source.matlab import parse
    >>> [word.value for word in called_by(parse("save -v7 data.mat x").statements[0]).arguments]
    ['data.mat', '-v7', 'x']
    """
    if command.name not in OF_FILES or not command.words:
        return None
    options = [word for word in command.words if word.startswith("-")]
    others = [word for word in command.words if not word.startswith("-")]
    texts = [syntax.Text(command.span, "'", word) for word in [*others[:1], *options, *others[1:]]]
    return syntax.Call(command.span, syntax.Name(command.span, command.name), tuple(texts))
