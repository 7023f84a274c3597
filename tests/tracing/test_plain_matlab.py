"""What is put into copies, and the drivers that they call, is MATLAB code: there is no MATLAB here to try it."""

import re
from difflib import SequenceMatcher
from pathlib import Path

import pytest

from matdrop.engines.process import DRIVERS
from matdrop.source import matlab_syntax as syntax
from matdrop.source.matlab import parse, read
from matdrop.tracing.instrumented import instrumented
from matdrop.tracing.sites import Sites
from tests.tracing.programs import programs

# What only Octave reads. A text or a comment may hold it.
ONLY_OCTAVE = {
    "a comment with #": re.compile(r"#"),
    "an operator": re.compile(r"!|\+\+|--|\+=|-=|\*=|/=|\*\*"),
    "an end with a name": re.compile(r"\bend(if|while|for|function|switch|_try_catch|_unwind_protect)\b"),
    "a block": re.compile(r"\b(do|until|unwind_protect|unwind_protect_cleanup)\b"),
}
# A quote behind a name, a number or a bracket transposes; any other one begins a text.
TEXT = re.compile(r"(?<=[\w\])}.])'|'(?:[^'\n]|'')*'|\"(?:[^\"\n]|\"\")*\"|%[^\n]*")


def octave_only(code: str) -> list[str]:
    """Return what MATLAB cannot read in some code."""
    bare = TEXT.sub("''", code)
    return [what for what, pattern in ONLY_OCTAVE.items() if pattern.search(bare)]


def inserted(path: Path, text: str) -> str:
    """Return all that a copy has and its original has not."""
    copy = instrumented(path, parse(text), Sites(), windowed=True).decode("latin-1")
    matcher = SequenceMatcher(None, text, copy, autojunk=False)
    return "\n".join(copy[b:d] for tag, _, _, b, d in matcher.get_opcodes() if tag in ("insert", "replace"))


EVERY_STATEMENT = """function [y, z] = f(x, varargin)
y = 0; z.a = 1;
for k = 1:3, y = y + k; end
for c = {1, 2}
    while y < 5, y = y + 1; if y == 4, break, end, end
end
switch y
    case {1, 2}, y = 3;
    otherwise, y = 4;
end
if y > 2, y = 1; elseif y > 1, y = 2; else, y = 3; end
try, error('no'); catch err, y = 1; end
if x, return, end
parfor k = 1:3, w(k) = k; end
g = @(t) t + y
z.b = whos; clear k
y = f2(y);
end
function y = f2(x)
    y = x;
end
"""


def test_what_is_put_into_a_copy_is_matlab_code() -> None:
    assert octave_only(inserted(Path("f.m"), EVERY_STATEMENT)) == []


@pytest.mark.parametrize("code", ["x = 1; # a", "x += 1;", "if x, y = 1; endif", "do, x = 1; until x", "y = !x;"])
def test_the_check_sees_what_is_not(code: str) -> None:
    assert octave_only(code)


def test_copies_of_programs_in_matlabs_syntax_stay_in_it() -> None:
    checked = 0
    for program in programs():
        for name, text in program.files.items():
            if not octave_only(text):
                copy = instrumented(Path(name), parse(text), Sites(), windowed=True).decode("latin-1")
                assert octave_only(copy) == [], name
                checked += 1
    assert checked > 30


@pytest.mark.parametrize("driver", sorted(DRIVERS.glob("*.m")), ids=lambda path: path.stem)
def test_a_driver_is_matlab_code(driver: Path) -> None:
    file = read(driver)
    assert octave_only(driver.read_text()) == []
    assert not any(isinstance(node, (syntax.DoUntil, syntax.UnwindProtect)) for node in file.walk())
