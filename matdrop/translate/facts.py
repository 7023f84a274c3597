"""What the cases have shown of a value: its class, its sizes, and a few properties on which a translation depends."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

Size: TypeAlias = tuple[int, ...]
# How the port holds a value: a Python or NumPy number, an array of at least two dimensions, a str, a list of the rows
# of a char array, a list for a cell, a dict for a struct, a list of dicts for a struct array, a function, a SciPy
# sparse array, a dict for a map; "any" is what is sometimes one and sometimes another.
Kind: TypeAlias = Literal[
    "number", "array", "str", "rows", "cell", "struct", "structs", "handle", "sparse", "map", "any"
]

INTEGERS = frozenset(f"{sign}int{bits}" for sign in ("", "u") for bits in (8, 16, 32, 64))
MIXED = "mixed"  # numbers of several classes: their arithmetic is decided when the port runs
NUMERIC = frozenset({"double", "single", "logical"}) | INTEGERS


@dataclass(frozen=True)
class Sighting:
    """One value that was seen.

    Attributes
    ----------
    class_ : str
        Its class in MATLAB.
    size : tuple of int
        Its size.
    flags : frozenset of str
        Which of these hold: complex, sparse, whole (all elements are whole numbers), large (some are 2^31 or more),
        zero, minuszero (a 0 with the sign of a negative number), negative, nan, singular (a square matrix that has no
        inverse, or is not finite), texts (a cell of text alone), grown (a part was stored, and the size is another
        one).
    text : str or None
        A short text itself, the value of a number, the fields of a struct.
    """

    class_: str
    size: Size
    flags: frozenset[str] = frozenset()
    text: str | None = None

    @property
    def kind(self) -> Kind:
        """The way in which the port holds such a value."""
        if self.class_ in NUMERIC:
            return "number" if self.size == (1, 1) else "sparse" if "sparse" in self.flags else "array"
        if self.class_ == "char":
            return "str" if self.size[0] == 1 or 0 in self.size else "rows"
        if self.class_ == "struct":
            return "struct" if self.size == (1, 1) else "structs"
        kinds: dict[str, Kind] = {
            "cell": "cell",
            "function_handle": "handle",
            "inline": "handle",
            "containers.Map": "map",
        }
        return kinds.get(self.class_, "any")


@dataclass
class Facts:
    """All that was seen at one place of the original.

    Attributes
    ----------
    sightings : set of Sighting
        Each once.
    """

    sightings: set[Sighting] = field(default_factory=set)

    def __bool__(self) -> bool:
        """Whether the place was reached."""
        return bool(self.sightings)

    @property
    def classes(self) -> frozenset[str]:
        """The classes that were seen."""
        return frozenset(sighting.class_ for sighting in self.sightings)

    @property
    def class_(self) -> str:
        """The class, if there was only one; `MIXED` for numbers of several classes; else empty."""
        classes = self.classes
        if len(classes) == 1:
            return next(iter(classes))
        return "double" if classes == {"double", "logical"} else MIXED if classes and classes <= NUMERIC else ""

    @property
    def sizes(self) -> frozenset[Size]:
        """The sizes that were seen."""
        return frozenset(sighting.size for sighting in self.sightings)

    @property
    def kind(self) -> Kind:
        """The way in which the port holds what was seen here."""
        return common_kind(sighting.kind for sighting in self.sightings)

    def always(self, flag: str) -> bool:
        """Return whether all values had a property.

        Parameters
        ----------
        flag : str
            One of those of a `Sighting`.

        Returns
        -------
        bool
            False also where nothing was seen.
        """
        return bool(self.sightings) and all(flag in sighting.flags for sighting in self.sightings)

    def ever(self, flag: str) -> bool:
        """Return whether some value had a property.

        Parameters
        ----------
        flag : str
            One of those of a `Sighting`.

        Returns
        -------
        bool
            False also where nothing was seen.
        """
        return any(flag in sighting.flags for sighting in self.sightings)

    @property
    def is_scalar(self) -> bool:
        """Whether it was 1-by-1 in all cases."""
        return self.sizes == {(1, 1)}

    @property
    def is_row(self) -> bool:
        """Whether it had one row in all cases; what was empty without rows and columns does not count."""
        return self._all_vectors(0)

    @property
    def is_column(self) -> bool:
        """Whether it had one column in all cases, and was no row in all of them."""
        return self._all_vectors(1)

    def _all_vectors(self, place: int) -> bool:
        sizes = [size for size in self.sizes if size != (0, 0)]
        return bool(sizes) and all(len(size) == 2 and size[place] == 1 for size in sizes)

    @property
    def is_turned(self) -> bool:
        """Whether it had one row in some cases, and more in others: what is made of it is a row or not at run time."""
        heights = {size[0] == 1 for size in self.sizes if size not in ((0, 0), (1, 1))}
        return len(heights) > 1

    @property
    def is_vector(self) -> bool:
        """Whether each value had one row or one column; what was empty without rows and columns does not count."""
        sizes = [size for size in self.sizes if size != (0, 0)]
        return bool(sizes) and all(len(size) == 2 and 1 in size for size in sizes)

    @property
    def ever_empty(self) -> bool:
        """Whether it had no elements in some case."""
        return any(0 in size for size in self.sizes)

    @property
    def is_grid(self) -> bool:
        """Whether it had rows and columns in some case; where there were cells and others, whether a cell had."""
        cells = {sighting.size for sighting in self.sightings if sighting.kind == "cell"}
        return any(0 not in size and 1 not in size for size in cells or self.sizes)

    def as_in(self, variable: Facts) -> Facts:
        """Return the facts of a cell as its variable has them, which holds rows where it ever had rows and columns.

        Parameters
        ----------
        variable : Facts
            All that was stored in the variable.

        Returns
        -------
        Facts
            The same for all other values.
        """
        if self.kind != "cell" or self.is_grid or not variable.is_grid:
            return self
        return Facts({*self.sightings, *variable.sightings})

    @property
    def is_flat(self) -> bool:
        """Whether it had two dimensions in all cases."""
        return all(len(size) == 2 for size in self.sizes)

    @property
    def text(self) -> str | None:
        """The text, or the number, if it was the same in all cases."""
        texts = {sighting.text for sighting in self.sightings}
        return next(iter(texts)) if len(texts) == 1 else None

    @property
    def number(self) -> float | None:
        """The number, if it was the same in all cases."""
        if not self.is_scalar or self.class_ not in NUMERIC or self.text is None:
            return None
        try:
            return float(self.text)
        except ValueError:
            return None


def common_kind(kinds: Iterable[Kind]) -> Kind:
    """Return how values of several kinds are held by one variable.

    Parameters
    ----------
    kinds : iterable of str
        At least one.

    Returns
    -------
    str
        Numbers become arrays where there are arrays, a struct becomes a list where there are lists of structs; what
        has nothing in common is of any kind.

    Examples
    --------
    >>> common_kind(["number", "array"]), common_kind(["str", "array"])
    ('array', 'any')
    """
    found = set(kinds)
    if len(found) == 1:
        return found.pop()
    if found == {"number", "array"}:
        return "array"
    if found == {"number", "sparse"}:
        return "sparse"
    if found == {"struct", "structs"}:
        return "structs"
    return "any"
