"""Which statement of an interval most likely has the fault: a guess, said to be one."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from matdrop.source.names import normalize_name
from matdrop.source.python import lines_of
from matdrop.tracing.instrumentation import Program

if TYPE_CHECKING:
    from matdrop.tracing.location import Verdict

TOKEN = re.compile(r"\d+\.?\d*(?:[eE][+-]?\d+)?|[A-Za-z_]\w*|[<>=!~]=|\*\*|&&|\|\||[-+*/^<>@&|~%]")
SAME = {"**": "^", "@": "*", ".*": "*", "!=": "~=", "and": "&&", "or": "||", "not": "~", "&": "&&", "|": "||"}


def likeliest(program: Program, verdict: Verdict) -> int | None:
    """Return the statement of an interval that most likely has the fault; None if none stands out."""
    return verdict.graft.statement if verdict.interval else None
