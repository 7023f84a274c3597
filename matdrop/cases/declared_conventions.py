"""Conventions of meaning: in what a port's calling differs from MATLAB's, as a table declares it for a pair."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from matdrop.cases.toml_reader import toml_value
from matdrop.errors import MatdropError

Names = Annotated[tuple[str, ...], Meta(extra={"write": "a list of names in quotes"})]


class DeclaredConventions(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a port has otherwise than its original, and what cannot be seen from a value alone.

    Each is a key of a pair in the table. Without it, a port is called with MATLAB's inputs in MATLAB's order.
    """

    arguments: Annotated[
        Names,
        Meta(
            description="The port's parameters in the order of the original's; needed only where neither their names "
            'nor their places agree. "" for an input that the port does not take.',
            examples=[["X", "y", "theta", "rate", "steps"]],
        ),
    ] = ()
    returns: Annotated[
        Names,
        Meta(
            description="The original's outputs in the order in which the port returns them, where it is another one. "
            '"" for a value that is none of them.',
            examples=[["grad", "J"]],
        ),
    ] = ()
    zero_based: Annotated[
        Names,
        Meta(
            description="Inputs and outputs that count from 0 in the port and from 1 in the original; NAME(:,2) for "
            "one column, NAME.field for a field of a struct.",
            examples=[["labels"], ["edges(:,1)", "edges(:,2)"]],
        ),
    ] = ()
    transposed: Annotated[
        Names,
        Meta(
            description="Inputs and outputs that the port has transposed, such as samples in rows for samples in "
            "columns.",
            examples=[["X"]],
        ),
    ] = ()
    stack_first: Annotated[
        Names,
        Meta(
            description="Inputs and outputs of three or more dimensions whose last dimension is the port's first, as "
            "in a stack of images.",
            examples=[["frames"]],
        ),
    ] = ()
    lists: Annotated[
        Names,
        Meta(
            description="Inputs that the port gets as Python lists: a number as a list of one element, a matrix as a "
            "list of rows.",
            examples=[["start"]],
        ),
    ] = ()
    none_for_empty: Annotated[
        Names,
        Meta(
            description="Inputs for which the port gets None where the original gets [].",
            examples=[["options"]],
        ),
    ] = ()
    full: Annotated[
        Names,
        Meta(
            description="Inputs and outputs that are sparse in the original and full arrays in the port.",
            examples=[["A"]],
        ),
    ] = ()
    sparse: Annotated[
        Names,
        Meta(
            description="Inputs and outputs that are SciPy's sparse matrices in the port (csr_matrix, in which * "
            "multiplies matrices), whether they are sparse or full in the original.",
            examples=[["A"]],
        ),
    ] = ()
    handle_outputs: Annotated[
        int,
        Meta(
            ge=1,
            description="How many outputs the port takes from each call of a function handle.",
            examples=[2],
            extra={"write": "a whole number from 1"},
        ),
    ] = 1


_PART = re.compile(r"(?P<name>\w+)(\(:,(?P<column>[1-9]\d*)\)|\.(?P<field>\w+))?")


@dataclass(frozen=True)
class Part:
    """What a convention names: an input or output, or a part of it.

    Attributes
    ----------
    name : str
        The input or output.
    column : int
        Which of its columns, from 1; 0 for all.
    field : str
        Which of its fields; empty for all.
    """

    name: str
    column: int = 0
    field: str = ""

    @classmethod
    def of(cls, text: str) -> Part:
        """Read a part as a table names it.

        Parameters
        ----------
        text : str
            ``edges``, ``edges(:,2)`` or ``mesh.faces``.

        Returns
        -------
        Part
            The part.

        Raises
        ------
        MatdropError
            If nothing can be named so.

        Examples
        --------
        >>> Part.of("edges(:,2)")
        Part(name='edges', column=2, field='')
        """
        found = _PART.fullmatch(text)
        if found is None:
            raise MatdropError(f"{text!r} names nothing: write NAME, NAME(:,2) for a column, or NAME.field for a field")
        return cls(found["name"], int(found["column"] or 0), found["field"] or "")


AS_IN_MATLAB = DeclaredConventions()
# The keys whose names stand in an order, so that a name more is another order; all others are sets of names.
ORDERED = ("arguments", "returns")


def toml_line(key: str, value: Any) -> str:
    """Write a key of a table as TOML.

    Parameters
    ----------
    key : str
        Such as ``zero_based``.
    value : object
        A number, a text, or names.

    Returns
    -------
    str
        One line.

    Examples
    --------
    >>> toml_line("zero_based", ("labels",))
    'zero_based = ["labels"]'
    """
    return f"{key} = {toml_value(value)}"


def conventions_of(given: Mapping[str, Any]) -> DeclaredConventions:
    """Read declared conventions that do not come from a table.

    Parameters
    ----------
    given : mapping of str to object
        The keys of a pair's table, such as ``{"zero_based": ["labels"]}``.

    Returns
    -------
    DeclaredConventions
        What is not given is as in MATLAB.

    Raises
    ------
    MatdropError
        If a key is unknown, or its value is of another type.

    Examples
    --------
    >>> conventions_of({"zero_based": ["labels"]}).zero_based
    ('labels',)
    """
    try:
        return msgspec.convert(dict(given), DeclaredConventions)
    except msgspec.ValidationError as error:
        known = ", ".join(DeclaredConventions.__struct_fields__)
        raise MatdropError(f"conventions {dict(given)}: {error}; the conventions are {known}") from None


def changes(before: DeclaredConventions, after: DeclaredConventions) -> dict[str, Any]:
    """Return the keys in which declared conventions differ.

    Parameters
    ----------
    before, after : DeclaredConventions
        Of one pair.

    Returns
    -------
    dict of str to object
        Key and value of ``after``.

    Examples
    --------
    >>> changes(DeclaredConventions(), DeclaredConventions(lists=("x",)))
    {'lists': ('x',)}
    """
    old, new = msgspec.structs.asdict(before), msgspec.structs.asdict(after)
    return {key: value for key, value in new.items() if value != old[key]}
