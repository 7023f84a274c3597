"""The MATLAB code that is put into instrumented copies.

It is plain MATLAB and Octave. All its variables start with ``matdrop_``:

====================  =====================================================================================
``matdrop_i``         global: how many records there are
``matdrop_v``         global: for each record a cell: its site, plus `SCALE` times the number of the function's
                      call, and what stands at this site and the ones after it, a value for each
``matdrop_l``         global: the number of records from which on room has to be made for more
``matdrop_c3``        global: how often block 3 was entered
``matdrop_t3``        global: the number of entries at which to ask what is recorded from there on
``matdrop_g3``        global: whether block 3 is recorded now; `IN_WINDOW` in a window
``matdrop_r3``        local: whether the present entry into block 3 is recorded
``matdrop_a3``        local: `SCALE` times the number of the present call of the function whose body is block 3
``matdrop_k3``        local: the iteration of the loop whose body is block 3
``matdrop_x3``        local: what that loop goes over
``matdrop_f3``        local: whether that loop has not been left by ``break``
====================  =====================================================================================

Global counters survive errors and recursion, and cost no more than local ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from matdrop.tracing.sites import Block

SCALE = 2**20  # above the number of all sites
IN_WINDOW = 1000  # the state of a block in a window; as in drivers/matdrop_step.m
SHARED = ("matdrop_i", "matdrop_v", "matdrop_l")
# The functions of MATLAB that the code calls: where a variable has such a name, it must do without.
CALLED = frozenset({"isreal", "numel"})


def globals_of(blocks: Iterable[Block]) -> str:
    """Return the declaration of the global variables that some blocks need.

    Parameters
    ----------
    blocks : iterable of Block
        All blocks of a function.

    Returns
    -------
    str
        A statement.

    Examples
    --------
    >>> globals_of([Block(3, "function", 3, 0, ())])
    'global matdrop_i matdrop_v matdrop_l matdrop_c3 matdrop_t3 matdrop_g3;'
    """
    counters = (f"matdrop_{letter}{block.number}" for block in blocks for letter in "ctg")
    return f"global {' '.join((*SHARED, *counters))};"


def event(block: Block, site: int, values: Sequence[str] = ("[]",)) -> str:
    """Return code that adds an event, or several at once.

    Parameters
    ----------
    block : Block
        Where they arise.
    site : int
        At which site the first arises; each of the others at the site after it.
    values : sequence of str
        Code for their values.

    Returns
    -------
    str
        Statements.

    Examples
    --------
    >>> event(Block(3, "function", 3, 0, ()), 7, ["x", "y"])
    'matdrop_i=matdrop_i+1;matdrop_v{matdrop_i}={matdrop_a3+7,x,y};'
    """
    return f"matdrop_i=matdrop_i+1;matdrop_v{{matdrop_i}}={{matdrop_a{block.function}+{site},{','.join(values)}}};"


@dataclass(frozen=True)
class Stored:
    """A value to add: the code that gives it, and whether it is known to be a number or an array of numbers."""

    code: str
    is_number: bool = False


def stored(block: Block, site: int, values: Sequence[Stored], small: int) -> str:
    """Return code that adds values of variables.

    Parameters
    ----------
    block : Block
        Where they were stored.
    site : int
        At which site the first was stored; each of the others at the site after it.
    values : sequence of Stored
        The variables, or fields of them.
    small : int
        Numbers and real arrays with at most so many elements are kept as they are; ``matdrop_keep`` decides about all
        else. Negative if it must decide about everything.

    Returns
    -------
    str
        Statements.

    Examples
    --------
    >>> stored(Block(3, "function", 3, 0, ()), 7, [Stored("x", is_number=True)], -1)
    'matdrop_i=matdrop_i+1;matdrop_v{matdrop_i}={matdrop_a3+7,matdrop_keep(x,matdrop_g3,matdrop_c3)};'
    """
    number = block.number
    kept = event(block, site, [f"matdrop_keep({value.code},matdrop_g{number},matdrop_c{number})" for value in values])
    if small < 0:
        return kept
    checks = [f"isreal({value.code})" for value in values if not value.is_number]
    checks += [f"numel({value.code})<={small}" for value in values]
    return f"if {'&&'.join(checks)},{event(block, site, [value.code for value in values])}else,{kept}end,"


def where_recorded(block: Block, code: str) -> str:
    """Return code that is executed only where the present entry into a block is recorded.

    Parameters
    ----------
    block : Block
        The block.
    code : str
        Statements.

    Returns
    -------
    str
        An ``if``.

    Examples
    --------
    >>> where_recorded(Block(3, "function", 3, 0, ()), "x=1;")
    'if matdrop_r3,x=1;end;'
    """
    return f"if matdrop_r{block.number},{code}end;"


def entered(block: Block, site: int, first: str = "", variable: str = "", values: str = "") -> str:
    """Return code that counts an entry into a block, decides whether it is recorded, and if so adds it.

    Parameters
    ----------
    block : Block
        The block.
    site : int
        Its site.
    first : str
        Statements that come before the event.
    variable : str
        A variable that is a number there; it belongs to the site after the block's.
    values : str
        Statements that come behind the event, where the entry is recorded.

    Returns
    -------
    str
        Statements.
    """
    b = block.number
    is_loop = block.kind in ("loop", "repeat")
    count = f"matdrop_c{b}=matdrop_c{b}+1;" + (f"matdrop_k{b}=matdrop_k{b}+1;" if is_loop else "")
    asked = f"if matdrop_c{b}>=matdrop_t{b},[matdrop_t{b},matdrop_g{b}]=matdrop_step({b},matdrop_c{b});"
    decided = f"matdrop_r{b}={_decision(block)};"
    # Of a loop the last decision holds until it is asked again: that of `prepared`, or of an earlier iteration.
    asked += f"{decided}end," if is_loop else f"end,{decided}"
    numbers = [f"matdrop_c{n}" for n in block.chain] + [f"matdrop_k{n}" for n in block.loops]
    added = event(block, site, [*numbers, variable] if variable else numbers)
    added += "if matdrop_i>=matdrop_l,matdrop_room();end,"
    return count + asked + first + where_recorded(block, added + values)


def _decision(block: Block) -> str:
    """Return an expression: whether an entry is recorded. A branch is recorded wherever what is around it is."""
    asked, around = f"matdrop_g{block.number}", f"matdrop_r{block.parent}"
    if not block.parent:
        return asked
    return f"{asked}||{around}" if block.kind == "branch" else asked


def prepared(block: Block) -> str:
    """Return code that comes before a loop.

    Parameters
    ----------
    block : Block
        The loop's body.

    Returns
    -------
    str
        Statements.

    Examples
    --------
    >>> prepared(Block(3, "loop", 1, 1, (3,)))
    'matdrop_k3=0;matdrop_r3=matdrop_g3;'
    """
    return f"matdrop_k{block.number}=0;matdrop_r{block.number}=matdrop_g{block.number};"


def finished(block: Block) -> str:
    """Return code that comes behind a loop: its window, if the run is in it, ends with the loop.

    Parameters
    ----------
    block : Block
        The loop's body.

    Returns
    -------
    str
        Statements.

    Examples
    --------
    >>> finished(Block(3, "loop", 1, 1, (3,)))
    'if matdrop_g3>=1000,matdrop_close(3);end,'
    """
    return f"if matdrop_g{block.number}>={IN_WINDOW},matdrop_close({block.number});end,"


def hidden(blocks: Sequence[Block], locals_: Sequence[str]) -> tuple[str, str]:
    """Return code to put before and behind a statement that looks at or clears the workspace.

    Parameters
    ----------
    blocks : sequence of Block
        All blocks of the function.
    locals_ : sequence of str
        The local variables that are needed afterwards.

    Returns
    -------
    before, behind : str
        The first clears all variables that were added, the second restores them.
    """
    names = [*SHARED, *(f"matdrop_{letter}{block.number}" for block in blocks for letter in "ctgrakxf")]
    kept = ",".join(locals_)
    before = f"matdrop_hold({{{kept}}});clear {' '.join(names)};"
    return before, f"[{kept}]=matdrop_hold();{globals_of(blocks)}"
