"""Why a function has no translation, and what to do instead."""

from __future__ import annotations

_FILES = "reads files: read them before, and pass what they hold as an argument"
WRITES = "writes files: return what is written, and write it where the port is called"
_FOLDERS = "works with files and folders, which are those of one machine"
SCREEN = "works with windows and what they show, which a port does not have"
_CALLER = "works on the variables of the caller"
_BY_REASON = {
    _FILES: "audioinfo audioread fskipl imread readmatrix urlread urlwrite wavread webread xlsread",
    WRITES: "audiowrite imwrite wavwrite xlswrite",
    _FOLDERS: "dos getpid ls matlabroot system unix what which",
    SCREEN: """findall findobj gcbf gcbo get getappdata getframe ginput guidata guihandles inputdlg listdlg menu
        questdlg setappdata uicontrol uigetdir uigetfile uimenu uiputfile uiresume""",
    "runs text as code: write the statement that it is": "eval evalc",
    "lists the variables of a function, which Python holds otherwise": "who",
    f"{_CALLER}: pass them as arguments": "evalin",
    f"{_CALLER}: return them": "assignin",
}
REASONS = {name: reason for reason, names in _BY_REASON.items() for name in names.split()}


def reason_of(name: str, otherwise: str) -> str:
    """Say why a function is not translated.

    Parameters
    ----------
    name : str
        The function.
    otherwise : str
        What is said if nothing is known of it.

    Returns
    -------
    str
        A reason.

    Examples
    --------
    >>> reason_of("imread", "the function imread is not known")
    'imread reads files: read them before, and pass what they hold as an argument'
    """
    return f"{name} {REASONS[name]}" if name in REASONS else otherwise
