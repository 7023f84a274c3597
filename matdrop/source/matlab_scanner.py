"""Rewriting MATLAB and Octave code, byte for byte, as plain MATLAB that the grammar reads without doubt.

The grammar knows no Octave and takes some MATLAB for something else. The rewritten code has the same length, so that
every place in it is a place in the source; names, numbers and texts are read from the source itself:

- comments hold no words, and are blank within brackets, as continuations are everywhere;
- texts, numbers, ``end`` in an index and a lone ``:`` or ``~`` look like names;
- blanks that separate elements in brackets are commas;
- the words of a command are blank, as are default values and anonymous functions in brackets, which are read apart;
- Octave's words and operators are MATLAB's, with a note of what they were.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from matdrop.source import matlab_tokens as tokens
from matdrop.source.matlab_tokens import CONDITIONAL, CONTEXTUAL, DECLARING, ENDS, FOLLOWED, KEYWORDS, LEAVING

LONGEST_NAME = 200


@dataclass
class Bracket:
    """A bracket that is open; ``@`` stands for an anonymous function within brackets.

    `starts_operand` says that it indexes nothing, `start` where it is.
    """

    sign: str
    start: int
    starts_operand: bool


@dataclass
class Scan:
    """What the scanner found.

    Attributes
    ----------
    source : str
        The source, one character a byte.
    code : str
        The rewritten code, of the same length.
    comments : list of (int, int)
        Where comments are.
    continuations : list of (int, int)
        Where lines go on, from the dots to the end of the line.
    operators : dict of int to (str, int)
        Operators that were rewritten: by their place in `code`, what they stand for and where they end.
    commands : dict of int to list of (int, int)
        By the place of a command's name, where its words are.
    parts : dict of int to (int, str)
        Expressions that are read apart: by their place, where they end, and their code.
    starts : dict of int to int
        By the place of a name that stands for something long, where that starts.
    values : dict of int to (int, int, str)
        By the place of a parameter or of a persistent variable, the place and the code of its value.
    loops : dict of int to (int, int, str)
        By the place of a ``do``, the place and the code of its body. The condition follows as a statement.
    unwinds : set of int
        Where a ``try`` stands for ``unwind_protect``.
    texts : list of (int, int)
        Where text constants are.
    names : set of str
        All names and keywords, those of fields left out; a command's words may name functions too: ``run other``.
    """

    source: str
    code: str = ""
    comments: list[tuple[int, int]] = field(default_factory=list)
    continuations: list[tuple[int, int]] = field(default_factory=list)
    operators: dict[int, tuple[str, int]] = field(default_factory=dict)
    commands: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    parts: dict[int, tuple[int, str]] = field(default_factory=dict)
    starts: dict[int, int] = field(default_factory=dict)
    values: dict[int, tuple[int, int, str]] = field(default_factory=dict)
    loops: dict[int, tuple[int, int, str]] = field(default_factory=dict)
    unwinds: set[int] = field(default_factory=set)
    texts: list[tuple[int, int]] = field(default_factory=list)
    names: set[str] = field(default_factory=set)


def scan(source: str) -> Scan:
    """Rewrite a source.

    Parameters
    ----------
    source : str
        Code, one character a byte.

    Returns
    -------
    Scan
        The rewritten code, and what it stands for.

    Examples
    --------
    >>> scan("if !ok, x += [1 -2]; endif # done").code
    'if ~ok, x  = [n,-n]; end   %ccccc'
    """
    scanner = _Scanner(source)
    scanner.run()
    return scanner.found


class _Scanner:
    """One pass over a source, token by token."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.found = Scan(source)
        self._code = list(source)
        self._position = 0
        self._brackets: list[Bracket] = []
        self._closed: Bracket | None = None  # the bracket that the last token closed
        self._operand = False  # whether the last token ends an operand
        self._last_end = 0  # where the last token ended that is no blank
        self._start = True  # whether a statement starts here
        self._head = ""  # the word that the statement starts with, if it is a keyword
        self._assigned = False  # whether the statement has had its "="
        self._value: tuple[int, int] | None = None  # whose default value is being read, and where it starts
        self._loops: list[int] = []  # where a "do" waits for its "until"
        self._name = 0  # where the last name stands
        self._after_dot = False  # whether a field's name comes next
        self._is_class = re.search(r"^[ \t]*classdef\b", source, re.MULTILINE) is not None
        self._declares = False  # whether this is a block of properties, events, ...
        self._variables = set(tokens.ASSIGNED.findall(source))
        for line in tokens.DECLARED.findall(source):
            self._variables.update(tokens.NAME.findall(line))

    def run(self) -> None:
        """Read the whole source."""
        self._blank(0, 3 if self.source.startswith("\xef\xbb\xbf") else 0)
        self._position = 3 if self.source.startswith("\xef\xbb\xbf") else 0
        self._skip_block_comments()
        source, length = self.source, len(self.source)
        readers = {kind: getattr(self, f"_read_{kind}") for kind in tokens.TOKEN.groupindex}
        while (start := self._position) < length:
            match = tokens.TOKEN.match(source, start)
            assert match is not None and match.lastgroup is not None  # "other" takes everything
            self._position = match.end()
            readers[match.lastgroup](start, match[0])
        self._end_value()
        while self._brackets and self._brackets[-1].sign == "@":
            self._end_anonymous(self._position)
        self.found.code = "".join(self._code)

    # -- blanks, comments, ends of lines

    def _read_newline(self, start: int, text: str) -> None:
        self._code[start : self._position] = " " * (len(text) - 1) + "\n"
        if self._top == "@":
            self._end_anonymous(start)
        if self._top == "(":
            self._code[self._position - 1] = " "
        elif self._top:
            self._operand = False
            self._last_end = self._position
        else:
            self._end_statement()
        self._skip_block_comments()

    def _read_blank(self, start: int, text: str) -> None:
        self._blank(start, self._position)  # form feeds and the like

    def _read_continued(self, start: int, text: str) -> None:
        if text.startswith("...") and len(text.rstrip()) > 3:
            self.found.comments.append((start + 3, start + len(text.rstrip())))
        self.found.continuations.append((start, self._position))
        self._blank(start, self._position)

    def _read_comment(self, start: int, text: str) -> None:
        self.found.comments.append((start, self._position))
        if self._brackets:
            self._blank(start, self._position)
        else:  # the grammar takes long over many blanks
            self._code[start : self._position] = "%".ljust(self._position - start, "c")

    def _skip_block_comments(self) -> None:
        """Leave out the comment of several lines that starts on this line, with those within it."""
        match = tokens.BLOCK_COMMENT.match(self.source, self._position)
        if match is None:
            return
        start, depth = match.start(1), 0
        while self._position < len(self.source):
            line = tokens.BLOCK_LINE.match(self.source, self._position)
            assert line is not None
            depth += {"{": 1, "}": -1}.get(line["sign"] or "", 0)
            self._position = line.end()
            if depth == 0:
                break
        end = len(self.source[: self._position].rstrip("\r\n"))
        self.found.comments.append((start, end))
        for k in range(start, self._position):
            self._code[k] = "\n" if self.source[k] == "\n" and not self._brackets else " "
        self._skip_block_comments()

    # -- operands

    def _read_number(self, start: int, text: str) -> None:
        self._begin_operand(start)
        self._disguise(start, "n")
        self._end_operand()

    def _read_text(self, start: int, text: str) -> None:
        self.found.texts.append((start, self._position))
        self._begin_operand(start)
        self._disguise(start, "t")
        self._end_operand()

    def _read_quote(self, start: int, text: str) -> None:
        apart = self._last_end < start
        transposes = self._operand and not (apart and self._top in ("[", "{")) and not self._start
        quoted = None if transposes else tokens.QUOTED.match(self.source, start)
        if quoted is not None:
            self._position = quoted.end()
            self._read_text(start, quoted[0])
        else:
            self._last_end = self._position
            self._closed = None

    def _read_name(self, start: int, text: str) -> None:
        if self._after_dot:
            self._read_field(start, text)
            return
        self.found.names.add(text)
        if text in KEYWORDS and not self._brackets and not self._is_contextual(text, start):
            self._read_keyword(start, text)
        elif self._begins_declarations(start, text):
            self._declares = text != "methods"
            self._head = "methods"
            self._last_end = self._position
        else:
            self._read_plain_name(start, text)

    def _read_plain_name(self, start: int, text: str) -> None:
        self._begin_operand(start)
        self._name = start
        if text in CONTEXTUAL or text in KEYWORDS:
            self._disguise(start, text[0])
        if self._start and not self._declares:
            self._read_command(start, text)
        self._end_operand()

    def _read_field(self, start: int, text: str) -> None:
        if text in KEYWORDS or text in CONTEXTUAL:
            self._disguise(start, text[0])
        self._end_operand()

    def _read_command(self, start: int, text: str) -> None:
        """Take the words behind a name, if this is a command: ``hold on``."""
        match = tokens.COMMAND.match(self.source, self._position)
        if match is None or text in self._variables or self._head == "until":
            self._close_gap()
            return
        words, end = [], self._position
        while word := tokens.WORD.match(self.source, _behind_blanks(self.source, end)):
            if word[0][0] in "%#" or word[0].startswith("..."):
                break
            words.append(word.span())
            self.found.names.update(tokens.NAME.findall(word[0]))
            end = word.end()
        self.found.commands[start] = words
        self._blank(self._position, end)
        self._position = end

    def _close_gap(self) -> None:
        """Join an operator to the operand that starts a statement, so that ``x -1`` does not look like a command."""
        gap = tokens.GAP.match(self.source, self._position)
        if gap is not None:
            self._code[self._position : gap.end()] = "_" * (gap.end() - self._position)
            self._position = gap.end()

    def _begin_operand(self, start: int) -> None:
        """Separate an operand from the one before: by a comma in brackets, else it starts a statement."""
        if not self._operand:
            return
        if self._top in ("[", "{"):
            self._separate(start)
        elif not self._brackets and self._head in ("persistent", "global"):
            self._end_value()
        elif not self._brackets and self._head in CONDITIONAL:
            self._separate(start)
            self._head, self._start, self._assigned = "", True, False

    def _separate(self, start: int) -> None:
        if self._last_end < start:
            self._code[self._last_end] = ","

    def _end_operand(self) -> None:
        self._operand, self._start, self._after_dot = True, False, False
        self._last_end = self._position
        self._closed = None

    # -- operators

    def _read_operator(self, start: int, text: str) -> None:
        if text in ("++", "--") and self._read_step(start, text):
            return
        if text in ("!", "~", ":") and self._is_alone(start):
            self._begin_operand(start)
            self._disguise(start, "c")
            self._end_operand()
            return
        if text == "." and self._closed is not None:
            self._set_apart(self._closed)
        if self._operand and self._top in ("[", "{") and self._is_sign(start, text):
            self._separate(start)
            self._operand = False
        if text == "@" and self._top in ("[", "{") and self._next(self._position) == "(":
            self._brackets.append(Bracket("@", start, True))
        self._rewrite(start, text)
        self._after_dot = text == "."
        self._operand, self._closed, self._start = False, None, False
        self._last_end = self._position

    def _is_sign(self, start: int, text: str) -> bool:
        """Whether an operator in brackets belongs to what follows: it has a blank before and none behind."""
        apart = self._last_end < start
        signs = text in ("+", "-", "~", "!", "++", "--") and self._at(self._position).strip() != ""
        return apart and (signs or text == "@")

    def _rewrite(self, start: int, text: str) -> None:
        plain = {"!": "~", "!=": "~=", "**": "^", ".**": ".^"}.get(text)
        if text in ("++", "--") and not self._operand:
            self.found.operators[start] = (text, self._position)
            self.found.operators[start + 1] = ("", self._position)
        if plain is not None:
            self._code[start : self._position] = plain.ljust(len(text))
            self.found.operators[start] = (plain, self._position)

    def _read_step(self, start: int, text: str) -> bool:
        """Read ``x++`` as an assignment of one."""
        if self._start and not self._brackets:
            return False
        adjoins = self._last_end == start or self._at(self._last_end - 1) in (")", "}")
        ends = tokens.STEP.match(self.source, start) is not None and self._operand and adjoins
        if ends:
            nested = bool(self._brackets) or self._assigned
            self._code[start : self._position] = "|n" if nested else "=n"
            self.found.operators[start] = (text, self._position)
            self._assigned = True
            self._end_operand()
        return ends

    def _is_alone(self, start: int) -> bool:
        """Whether ``:`` or ``~`` stands for all elements, or for an output that is ignored."""
        if not self._brackets or self._declares:
            return False
        separated = self._top in ("[", "{") and self._last_end < start and self._operand
        first = self._before(start) in ("(", "[", "{", ",")
        return (first or separated) and self._next(self._position) in (")", "]", "}", ",")

    def _read_assigning(self, start: int, text: str) -> None:
        sign = "|" if self._brackets or self._assigned else "="
        self._code[start : self._position] = sign.rjust(len(text))
        self.found.operators[self._position - 1] = (text, self._position)
        self._set_equal()

    def _read_equal(self, start: int, text: str) -> None:
        head_of_loop = self._head in ("for", "parfor") and not self._assigned and len(self._brackets) < 2
        if (self._head == "function" and self._brackets) or self._head in ("persistent", "global"):
            self._code[start] = " "
            self._value = (self._name, self._position)
        elif self._head not in ("methods", "classdef") and not head_of_loop and self._nests_assignment():
            self._code[start] = "|"
            self.found.operators[start] = ("=", self._position)
        self._set_equal()

    def _nests_assignment(self) -> bool:
        return bool(self._brackets) or self._assigned or self._head in CONDITIONAL

    def _set_equal(self) -> None:
        self._assigned = self._assigned or not self._brackets or self._head in ("for", "parfor")
        self._operand, self._closed = False, None
        self._last_end = self._position

    def _read_comma(self, start: int, text: str) -> None:
        if self._top == "@":
            self._end_anonymous(start)
        if not self._brackets:
            self._end_statement()
        elif self._head == "function" and len(self._brackets) == 1:
            self._end_value()
        self._operand, self._closed = False, None
        self._last_end = self._position

    def _read_other(self, start: int, text: str) -> None:
        self._operand, self._closed = False, None
        self._last_end = self._position

    # -- brackets

    @property
    def _top(self) -> str:
        return self._brackets[-1].sign if self._brackets else ""

    def _read_open(self, start: int, text: str) -> None:
        apart = self._last_end < start
        indexes = self._operand and text != "[" and not (apart and self._top in ("[", "{"))
        if self._after_dot:
            indexes = True
        elif indexes and self._closed is not None and not apart:
            self._set_apart(self._closed)
        elif not indexes:
            self._begin_operand(start)
        # Blanks separate nothing in an index, be it in parentheses or in braces.
        self._brackets.append(Bracket("(" if indexes else text, start, not indexes))
        self._operand, self._closed, self._start, self._after_dot = False, None, False, False
        self._last_end = self._position

    def _read_close(self, start: int, text: str) -> None:
        if self._top == "@":
            self._end_anonymous(start)
        if self._head == "function" and len(self._brackets) == 1:
            self._end_value()
        bracket = self._brackets.pop() if self._brackets else None
        self._end_operand()
        if bracket is not None and self._before(bracket.start) == "@":
            self._operand = False  # the body of the anonymous function follows
        elif bracket is not None and bracket.starts_operand:
            self._closed = bracket
        if bracket is not None and not self._brackets and self._head == "function":
            self._end_function_line()

    def _end_function_line(self) -> None:
        """Separate the line of a function from its first statement, where both are on one line."""
        if self._at(self._position) in (" ", "\t") and self._next(self._position).isalpha():
            self._code[self._position] = ","
            self._position += 1
            self._head, self._start, self._operand, self._assigned = "", True, False, False

    def _set_apart(self, bracket: Bracket) -> None:
        """Read what a bracket encloses by itself, and put a name in its place, which the grammar lets be indexed."""
        self._put_apart(bracket.start, self._last_end)

    def _end_anonymous(self, end: int) -> None:
        bracket = self._brackets.pop()
        self._put_apart(bracket.start, self._last_end if self._last_end > bracket.start else end)
        self._operand = True

    def _put_apart(self, start: int, end: int) -> None:
        self.found.parts[start] = (end, "".join(self._code[start:end]))
        self._write_name("a", start, end)

    # -- statements

    def _end_statement(self) -> None:
        self._end_value()
        self._operand, self._closed, self._start = False, None, True
        self._assigned, self._head, self._after_dot = False, "", False
        self._last_end = self._position

    def _end_value(self) -> None:
        """Take the value that a parameter or a persistent variable gets where it is declared."""
        if self._value is not None:
            name, start = self._value
            end = max(start, self._last_end)
            self.found.values[name] = (start, end, "".join(self._code[start:end]))
            self._code[start:end] = " " * (end - start)
            self._value = None

    def _is_contextual(self, word: str, start: int) -> bool:
        """Whether a word that may be a keyword is a name here."""
        return word == "spmd" and not (self._start and tokens.DECLARING_LINE.match(self.source, self._position))

    def _begins_declarations(self, start: int, word: str) -> bool:
        known = word == "arguments" or (self._is_class and word in DECLARING)
        return known and self._start and tokens.DECLARING_LINE.match(self.source, self._position) is not None

    def _read_keyword(self, start: int, word: str) -> None:
        if self._head in LEAVING or (self._operand and self._head in CONDITIONAL):  # if x > 1 return end
            self._separate(start)
        self._operand, self._closed, self._assigned = False, None, False
        self._head, self._start = word, word in FOLLOWED or word in ENDS
        self._last_end = self._position
        if word in ENDS:
            self._declares = False
            self._code[start : self._position] = "end".ljust(len(word))
        elif word == "catch":
            self._read_catch()
        elif word == "do":
            self._loops.append(start)
        elif word == "until" and self._loops:
            self._end_loop(start)
        elif word in ("unwind_protect", "unwind_protect_cleanup"):
            self._replace_unwinding(start, word)

    def _read_catch(self) -> None:
        """Put a comma behind a ``catch`` that names no variable, lest the next line look like one."""
        if tokens.CAUGHT.match(self.source, self._position) is None:
            self._start, self._head = True, ""
            if self._next(self._position) not in (",", ";", "") and self._at(self._position) in " \t\r\n":
                self._code[self._position] = ","
                self._position += 1
                self._skip_block_comments()

    def _end_loop(self, until: int) -> None:
        """Read the body of a ``do`` by itself, and let a name and the condition stand for the loop."""
        start = self._loops.pop()
        body = start + len("do")
        self.found.loops[start] = (body, until, "".join(self._code[body:until]))
        self._code[start:until] = "d_".ljust(until - start)
        self._code[until : self._position] = ";    "
        self._start = True

    def _replace_unwinding(self, start: int, word: str) -> None:
        """Write ``unwind_protect`` as ``try``."""
        plain = "try" if word == "unwind_protect" else "catch"
        if word == "unwind_protect":
            self.found.unwinds.add(start)
        elif self._next(self._position) not in (",", ";"):
            plain = "catch,"
        self._code[start : self._position] = plain.ljust(len(word))

    def _at(self, position: int) -> str:
        return self.source[position : position + 1]

    def _next(self, position: int) -> str:
        """Return the character behind blanks; nothing at the end."""
        return self._at(_behind_blanks(self.source, position))

    def _before(self, position: int) -> str:
        """Return the character before blanks; nothing at the start."""
        while position and self.source[position - 1] in " \t":
            position -= 1
        return self.source[position - 1] if position else ""

    def _blank(self, start: int, end: int) -> None:
        self._code[start:end] = " " * (end - start)

    def _write_name(self, letter: str, start: int, end: int) -> None:
        """Write a name as long as what it stands for; the grammar reads no long names, so these have blanks before."""
        length = end - start
        self._code[start:end] = letter.ljust(length, "_") if length <= LONGEST_NAME else letter.rjust(length)
        if length > LONGEST_NAME:
            self.found.starts[end - 1] = start

    def _disguise(self, start: int, letter: str) -> None:
        """Write a token as a name of the same length."""
        if self._declares and not self._assigned:
            return  # sizes and classes of properties
        self._write_name(letter, start, self._position)
        if self._start and not self._brackets and not self._declares:
            self._close_gap()


def _behind_blanks(source: str, position: int) -> int:
    while source[position : position + 1] in (" ", "\t"):
        position += 1
    return position
