"""Rendering of the templates, which escape whatever text they are given."""

from __future__ import annotations

import base64
import json
import zlib
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from matdrop.explain.finding import fix_label

TEMPLATES = Path(__file__).with_name("templates")


def render(template: str, **data: Any) -> str:
    """Return what a template makes of data.

    Parameters
    ----------
    template : str
        The name of a file in ``templates/``.
    **data : object
        What the template asks for, by name. Only `markupsafe.Markup` is taken for HTML; all other text is escaped.

    Returns
    -------
    str
        HTML.

    Raises
    ------
    jinja2.UndefinedError
        If the template asks for something that is not there.

    Examples
    --------
    >>> print(render("notebook.html", wrong=["1 < 2 {{ wrong }}"]))
    <div>
    <p style="color:#e5484d">1 &lt; 2 {{ wrong }}</p>
    </div>
    """
    return _environment().get_template(template).render(data)


def packed(data: Any) -> str:
    """Return data as a page holds them: JSON, compressed, in characters that no markup is made of.

    Parameters
    ----------
    data : object
        What JSON can hold.

    Returns
    -------
    str
        Base64 of what zlib has compressed.

    Examples
    --------
    >>> json.loads(zlib.decompress(base64.b64decode(packed({"a": "</script>"}))))
    {'a': '</script>'}
    """
    text = json.dumps(data, allow_nan=False, separators=(",", ":"))
    return base64.b64encode(zlib.compress(text.encode(), 9)).decode()


def tone(as_expected: bool, verdict: str) -> str:
    """Return the CSS class that colours a verdict.

    Parameters
    ----------
    as_expected : bool
        Whether the verdict is the one that the case expects.
    verdict : str
        Such as ``PASS`` or ``MISMATCH``.

    Returns
    -------
    str
        ``right``, ``wrong``, or ``known`` for a difference that was expected.

    Examples
    --------
    >>> tone(True, "MISMATCH")
    'known'
    """
    if not as_expected:
        return "wrong"
    return "right" if verdict == "PASS" else "known"


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["fix_label"] = fix_label  # its data are those of the JSON, which has no label
    return environment
