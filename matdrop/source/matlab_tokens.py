"""The words and tokens of MATLAB and Octave."""

from __future__ import annotations

import re

CONDITIONAL = {"if", "elseif", "while", "switch", "case", "until", "for", "parfor"}
# Words after which a statement starts on the same line.
FOLLOWED = {"else", "try", "otherwise", "do", "until", "unwind_protect", "unwind_protect_cleanup", "spmd"}
ENDS = {"end", "endif", "endwhile", "endfor", "endparfor", "endswitch", "endfunction", "end_try_catch", "endspmd"}
ENDS |= {"end_unwind_protect", "endclassdef", "endproperties", "endmethods", "endevents", "endenumeration"}
KEYWORDS = {*CONDITIONAL, *FOLLOWED, *ENDS, "function", "classdef", "catch", "global", "persistent"}
LEAVING = {"return", "break", "continue"}
KEYWORDS |= LEAVING
# Words that start a block of declarations in a class, or in a function; names anywhere else.
DECLARING = {"properties", "methods", "events", "enumeration"}
CONTEXTUAL = {*DECLARING, "arguments", "spmd", "get", "set", "endspmd"}

TOKEN = re.compile(
    r"""
      (?P<newline>   \r\n|\n|\r )
    | (?P<blank>     [ \t\f\v]+ )
    | (?P<continued> \.\.\.[^\r\n]*(?:\r\n|\n|\r|\Z) | \\[ \t]*(?:\r\n|\n|\r) )
    | (?P<comment>   [%\#][^\r\n]* )
    | (?P<number>    (?:0[xX][0-9a-fA-F]+|0[bB][01]+)(?:[su](?:8|16|32|64))?
                   | (?:\d[\d_]*(?:\.(?![*/\\^'])(?!\.\.)[\d]*)?|\.\d+)(?:[eEdD][-+]?\d+)?[ijIJ]? )
    | (?P<name>      [A-Za-z_]\w* )
    | (?P<text>      "(?:[^"\\\r\n]|\\.|"")*" | "[^"\r\n]*" )
    | (?P<quote>     \.?' )
    | (?P<assigning> (?:\.?[*/\\^]|[-+|&])=(?!=) )
    | (?P<operator>  \+\+|--|\.?\*\*|\.[*/\\^+-]|[=~!<>]=|&&|\|\||[-+*/\\^<>&|~!:.@?] )
    | (?P<equal>     = )
    | (?P<open>      [(\[{] )
    | (?P<close>     [)\]}] )
    | (?P<comma>     [,;] )
    | (?P<other>     . )
    """,
    re.VERBOSE | re.ASCII | re.DOTALL,
)
DOUBLE = r'"(?:[^"\\\r\n]|\\.|"")*"|"[^"\r\n]*"'  # Octave's with escapes, MATLAB's without
SINGLE = r"'(?:[^'\r\n]|'')*'"
QUOTED = re.compile(SINGLE)
TEXT = re.compile(f"{SINGLE}|{DOUBLE}")
BLOCK_COMMENT = re.compile(r"[ \t]*([%#])\{[ \t]*(?=[\r\n]|\Z)")
BLOCK_LINE = re.compile(r"[ \t]*(?:[%#](?P<sign>[{}])[ \t]*(?=[\r\n]|\Z))?[^\r\n]*(?:\r\n|\n|\r|\Z)")
STEP = re.compile(r"(?:\+\+|--)[ \t]*(?=[;,)\]}\r\n%#]|\Z)")
ASSIGNED = re.compile(r"([A-Za-z]\w*)[ \t]*(?:=(?!=)|[-+*/^|&]=|\+\+|--)", re.ASCII)
DECLARED = re.compile(r"^[ \t]*function\b([^\r\n]*)", re.MULTILINE)
# What a word at the start of a statement, with a blank behind it, must be followed by to start a command:
# no assignment, no parenthesis, no operator with a blank behind it.
COMMAND = re.compile(
    r"[ \t]++(?!=[^=]|\(|[;,\r\n%#]|\Z|\.\.\.)(?!(?:[-+*/\\^&|~!<>=:]|\.[*/\\^'])+[ \t])",
    re.ASCII,
)
GAP = re.compile(r"[ \t]++(?!(?:[-+*/\\^|&]|\.[*/\\^])?=[^=])(?=[-+*/\\^&|~!<>:'.=])(?!\.\.\.)")
WORD = re.compile(r"""(?:'(?:[^'\r\n]|'')*'|"(?:[^"\\\r\n]|\\.|"")*"|[^\s;,'"])+""")
NAME = re.compile(r"[A-Za-z]\w*", re.ASCII)
CAUGHT = re.compile(r"[ \t]*([A-Za-z]\w*)[ \t]*(?=[\r\n;,%#]|\Z)", re.ASCII)
DECLARING_LINE = re.compile(r"[ \t]*(?:\([^\r\n]*\)[ \t]*)?(?=[\r\n%#]|\Z)")
