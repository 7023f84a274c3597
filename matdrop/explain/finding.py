"""A finding: one fault of a port, with its place, its reason, its fix, and how certain that is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from matdrop.errors import MatdropError

if TYPE_CHECKING:
    from matdrop.repair.patch import Patch

# Proven: something was changed and run, and both sides then agreed. Probable: the same, but the line was matched by its
# values alone. Interval: the fault is in these lines, but none of them could be shown to be wrong by itself.
# Suspected: the values suggest it, and nothing was run to prove it.
Certainty = Literal["proven", "probable", "interval", "suspected"]


@dataclass(frozen=True)
class Place:
    """A place in a source file.

    Attributes
    ----------
    file : str
        The file, as its user names it.
    line : int
        From 1.
    column : int or None
        From 1; None where only the line is known.
    end_line : int or None
        The last line, where the place spans several.
    """

    file: str
    line: int
    column: int | None = None
    end_line: int | None = None

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" + (f":{self.column}" if self.column else "")

    def to_json(self) -> dict[str, Any]:
        """Return the place as JSON-ready data.

        Returns
        -------
        dict
            With the keys ``file``, ``line``, ``column`` and ``end_line``.
        """
        return {"file": self.file, "line": self.line, "column": self.column, "end_line": self.end_line or self.line}


def one_of_the_lines(places: Sequence[Place], file: str) -> str:
    """Say in which lines a fault may be.

    Parameters
    ----------
    places : sequence of Place
        Of which one has the fault.
    file : str
        The file that need not be named.

    Returns
    -------
    str
        Such as ``one of the lines 4, 7``.

    Examples
    --------
    >>> one_of_the_lines([Place("f.py", 7), Place("f.py", 4), Place("constants.py", 3)], "f.py")
    'one of the lines 4, 7, constants.py:3'
    """
    lines = sorted({(place.file, place.line) for place in places})
    own = [str(line) for name, line in lines if name == file]
    others = [f"{Path(name).name}:{line}" for name, line in lines if name != file]
    return f"one of the lines {', '.join([*own, *others])}"


def where_of(interval: Sequence[Place], port: Place | None) -> str:
    """Return the sentence that says in which lines a fault may be.

    Parameters
    ----------
    interval : sequence of Place
        Of which one has the fault.
    port : Place or None
        The place that is named.

    Returns
    -------
    str
        Empty if that is one line.

    Examples
    --------
    >>> where_of([Place("f.py", 7), Place("f.py", 4)], Place("f.py", 4))
    'the fault is in one of the lines 4, 7'
    """
    if len({(place.file, place.line) for place in interval}) < 2:
        return ""
    return f"the fault is in {one_of_the_lines(interval, (port or interval[0]).file)}"


def fix_label(agrees: int) -> str:
    """Return the word that stands before a fix.

    Parameters
    ----------
    agrees : int
        The number of cases on which the fixed port was run and agreed.

    Returns
    -------
    str
        Without any it is only suspected.

    Examples
    --------
    >>> fix_label(2), fix_label(0)
    ('fix', 'suspected fix, not run')
    """
    return "fix" if agrees else "suspected fix, not run"


@dataclass(frozen=True)
class Fix:
    """The fix of a fault.

    Attributes
    ----------
    text : str
        What to write or to do.
    agrees, of : int
        The number of cases on which the fixed port agreed, and on which it was run.
    diff : str
        The change as a unified diff, if there is one.
    alternatives : tuple of str
        Other changes with which the port agrees as well.
    moved : int
        The number of moved inputs on which the fixed port agrees with the original, too.
    telling : str
        The moved inputs that have told other changes apart, which agree on the cases; empty if none was needed.
    patch : Patch or None
        The change of the port's file, if it can be written.
    """

    text: str
    agrees: int = 0
    of: int = 0
    diff: str = ""
    alternatives: tuple[str, ...] = ()
    moved: int = 0
    telling: str = ""
    patch: Patch | None = field(default=None, compare=False, repr=False)

    @property
    def label(self) -> str:
        """The word before the text: whether it was run, or only follows from what values look like."""
        return fix_label(self.agrees)

    def apply(self) -> None:
        """Write the change into the port's file; nothing else of the file is touched.

        Raises
        ------
        MatdropError
            If there is no change that could be written, the file has changed since it was read, is not the user's
            own, or cannot be written.
        """
        if self.patch is None:
            raise MatdropError(f"this fix cannot be written by itself: {self.text}")
        self.patch.apply()

    def to_json(self) -> dict[str, Any]:
        """Return the fix as JSON-ready data.

        Returns
        -------
        dict
            With the names of the attributes as keys.
        """
        return {
            "text": self.text,
            "diff": self.diff,
            "agrees": self.agrees,
            "of": self.of,
            "alternatives": list(self.alternatives),
            "moved": self.moved,
            "telling": self.telling,
        }


@dataclass(frozen=True)
class Finding:
    """One fault of a port, however many cases and outputs it affects.

    Attributes
    ----------
    kind : str
        The habit, or the kind of description, that explains it: one of `matdrop.habits.registry.kinds`; ``divergence``
        if only the place is known.
    certainty : {"proven", "probable", "interval", "suspected"}
        How certain it is.
    summary : str
        The figures of the first case that it affects, in one sentence.
    pair : str
        The pair that it belongs to.
    cases : tuple of str
        The cases that it affects.
    outputs : tuple of str
        The outputs that it affects, as far as they are known.
    port, original : Place or None
        Its place, on both sides.
    interval : tuple of Place
        The port's places of which one certainly has the fault, where it could not be brought down to `port`.
    variable : str
        The original's variable that it affects first, if that is known.
    values : mapping of str to str
        That variable on both sides: ``original`` and ``port``.
    label : str
        In what these differ, in a few words that stand beside the line; empty if that cannot be said so.
    proof : tuple of str
        What was run, and the outcome; empty for a suspicion.
    fix : Fix or None
        The fix, if one is known.
    pitfalls : tuple of str
        Rows of the table of pitfalls that show the same.
    figures : mapping of str to str
        By case, its own figures in one sentence, for cases whose figures are not those of the summary.

    Examples
    --------
    >>> Finding("ddof", "suspected", "the port has 0.816 times the original's values", "spread", ("case_1",)).is_proven
    False
    """

    kind: str
    certainty: Certainty
    summary: str
    pair: str
    cases: tuple[str, ...]
    outputs: tuple[str, ...] = ()
    port: Place | None = None
    original: Place | None = None
    variable: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    proof: tuple[str, ...] = ()
    fix: Fix | None = None
    pitfalls: tuple[str, ...] = ()
    figures: Mapping[str, str] = field(default_factory=dict)
    interval: tuple[Place, ...] = ()
    label: str = ""

    def __str__(self) -> str:
        place = f", {self.port}" if self.port else ""
        fix = f"; {self.fix.label}: {self.fix.text}" if self.fix else ""
        return f"{self.certainty}: {self.kind}{place}: {self.label or self.summary}{fix}"

    def summary_of(self, case: str) -> str:
        """Return the figures of one case, in one sentence.

        Parameters
        ----------
        case : str
            The name of a case that it affects.

        Returns
        -------
        str
            Its own figures, or the summary where they are the same.
        """
        return self.figures.get(case, self.summary)

    @property
    def where(self) -> str:
        """The sentence that says in which lines the fault may be; empty if that is one line."""
        return where_of(self.interval, self.port)

    @property
    def is_proven(self) -> bool:
        """Whether something was run that proves it."""
        return self.certainty == "proven"

    def to_json(self) -> dict[str, Any]:
        """Return the finding as JSON-ready data, in the form of the documented schema.

        Returns
        -------
        dict
            With the names of the attributes as keys, and ``proven``.
        """
        return {
            "kind": self.kind,
            "certainty": self.certainty,
            "proven": self.is_proven,
            "summary": self.summary,
            "figures": dict(self.figures),
            "port": self.port.to_json() if self.port else None,
            "original": self.original.to_json() if self.original else None,
            "interval": [place.to_json() for place in self.interval],
            "variable": self.variable,
            "values": dict(self.values),
            "label": self.label,
            "proof": list(self.proof),
            "fix": self.fix.to_json() if self.fix else None,
            "pair": self.pair,
            "cases": list(self.cases),
            "outputs": list(self.outputs),
            "pitfalls": list(self.pitfalls),
        }
