"""The MATLAB code that is put into instrumented copies.

It is plain MATLAB and Octave. All its variables start with ``matdrop_``:

====================  =====================================================================================
``matdrop_i``         global: how many events there are
``matdrop_m``         global: for each event its site, plus `SCALE` times the number of the function's call
``matdrop_v``         global: for each event its value, in a cell
``matdrop_l``         global: the number of events from which on room has to be made for more
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

from matdrop.tracing.sites import Block

SCALE = 2**20  # above the number of all sites
IN_WINDOW = 1000  # the state of a block in a window; as in drivers/matdrop_step.m
SHARED = ("matdrop_i", "matdrop_m", "matdrop_v", "matdrop_l")
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
    'global matdrop_i matdrop_m matdrop_v matdrop_l matdrop_c3 matdrop_t3 matdrop_g3;'
    """
    counters = (f"matdrop_{letter}{block.number}" for block in blocks for letter in "ctg")
    return f"global {' '.join((*SHARED, *counters))};"


def event(block: Block, site: int, value: str = "") -> str:
    """Return code that adds an event.

    Parameters
    ----------
    block : Block
        Where it arises.
    site : int
        At which site.
    value : str
        Code for its value; none if empty.

    Returns
    -------
    str
        Statements.

    Examples
    --------
    >>> event(Block(3, "function", 3, 0, ()), 7, "x")
    'matdrop_i=matdrop_i+1;matdrop_m(matdrop_i)=matdrop_a3+7;matdrop_v{matdrop_i}=x;'
    """
    added = f"matdrop_i=matdrop_i+1;matdrop_m(matdrop_i)=matdrop_a{block.function}+{site};"
    return added + (f"matdrop_v{{matdrop_i}}={value};" if value else "")


def stored(block: Block, site: int, variable: str, small: int) -> str:
    """Return code that adds the value of a variable.

    Parameters
    ----------
    block : Block
        Where it was stored.
    site : int
        At which site.
    variable : str
        The variable, or a field of it.
    small : int
        Real arrays with at most so many elements are kept as they are; ``matdrop_keep`` decides about all else.
        Negative if it must decide about everything.

    Returns
    -------
    str
        Statements.
    """
    kept = f"matdrop_v{{matdrop_i}}=matdrop_keep({variable},matdrop_g{block.number},matdrop_c{block.number});"
    if small >= 0:
        plain = f"isreal({variable})&&numel({variable})<={small}"
        kept = f"if {plain},matdrop_v{{matdrop_i}}={variable};else,{kept}end,"
    return event(block, site) + kept


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


def entered(block: Block, site: int, first: str = "", values: str = "") -> str:
    """Return code that counts an entry into a block, decides whether it is recorded, and if so adds it.

    Parameters
    ----------
    block : Block
        The block.
    site : int
        Its site.
    first : str
        Statements that come before the event.
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
    added = event(block, site, f"[{' '.join(numbers)}]") + "if matdrop_i>=matdrop_l,matdrop_room();end,"
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
    names = ["matdrop_i", "matdrop_m", "matdrop_v", "matdrop_l"]
    names += [f"matdrop_{letter}{block.number}" for block in blocks for letter in "ctgrakxf"]
    kept = ",".join(locals_)
    before = f"matdrop_hold({{{kept}}});clear {' '.join(names)};"
    return before, f"[{kept}]=matdrop_hold();{globals_of(blocks)}"
