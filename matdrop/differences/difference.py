"""A row of the table of differences: an expression, what each engine gives, what MATLAB documents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

from msgspec import Meta, Struct

from matdrop.cases.reference import Engine
from matdrop.cases.toml_reader import Place, load_toml, read_entry
from matdrop.cases.topic_rows import ID_RULE, choose, is_id
from matdrop.errors import MatdropError

ROWS = Path(__file__).parent / "rows"
# The versions of GNU Octave for which a row states a result, by their first number.
VERSIONS = (7, 9, 11)

# A key's description stands at `Difference`; here is what the message of a wrong one asks for.
Text = Annotated[str, Meta(description="", examples=["1.5"], extra={"write": "text in quotes"})]
Texts = Annotated[tuple[str, ...], Meta(description="", examples=[["1.5"]], extra={"write": "a list of texts"})]


class _Row(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A row as it stands in its file."""

    code: Text
    octave: Texts
    matlab: Text = ""
    documented: Text = ""
    since: Text = ""
    shim: Text = ""
    where: Texts = ()
    why: Text


class Difference(Struct, frozen=True, kw_only=True):
    """A row: a snippet that leaves its result in ``r``, and that result in each engine, as `format_value` writes it.

    Attributes
    ----------
    id : str
        Its name: lower-case words joined by hyphens.
    topic : str
        The file of the table that it stands in.
    code : str
        The snippet.
    octave : tuple of str
        The results in Octave 7, 9 and 11, in which the row is executed; an error as ``error: ...``.
    matlab : str
        What MATLAB's documentation says; empty where it does not say it, and the row is about Octave's versions alone.
    documented : str
        The page of MATLAB's documentation, or the published output.
    since : str
        The release of MATLAB from which on that holds; empty where it always did, or where it is not stated.
    shim : str
        What matdrop's own function gives, which stands in where Octave has none; empty where there is none.
    where : tuple of str
        Patterns of calls that behave so: a capital letter stands for any expression, REST for any number of arguments.
    why : str
        One sentence.
    """

    id: str
    topic: str
    code: str
    octave: tuple[str, ...]
    matlab: str
    documented: str
    since: str
    shim: str
    where: tuple[str, ...]
    why: str

    def result_in(self, engine: Engine) -> str:
        """Return what an engine gives by this row.

        Parameters
        ----------
        engine : Engine
            GNU Octave or MATLAB.

        Returns
        -------
        str
            Of an Octave between two versions of the table, that of the earlier one; before all of them, the first.
        """
        if engine.name == "MATLAB":
            return self.matlab
        earlier = [result for version, result in zip(VERSIONS, self.octave, strict=True) if version <= engine.major]
        return earlier[-1] if earlier else self.octave[0]

    @property
    def octaves_differ(self) -> bool:
        """Whether the versions of Octave differ from each other."""
        return len(set(self.octave)) > 1


def load_differences(folder: Path = ROWS) -> tuple[Difference, ...]:
    """Read the table.

    Parameters
    ----------
    folder : Path
        Has a TOML file for each topic, in which each row is a table named by its id.

    Returns
    -------
    tuple of Difference
        By topic, and within a topic in the order of its file.

    Raises
    ------
    MatdropError
        If a row is not as `Difference` describes it, or nothing differs in it; the message names the row.

    Examples
    --------
    >>> len({row.id for row in load_differences()}) == len(load_differences()) >= 60
    True
    """
    rows = [row for file in sorted(folder.glob("*.toml")) for row in _rows_of(file)]
    twice = {row.id for row in rows if sum(row.id == other.id for other in rows) > 1}
    if twice:
        raise MatdropError(f"the table of differences has two rows {', '.join(sorted(twice))}; rename one of them")
    return tuple(rows)


def _rows_of(file: Path) -> Iterator[Difference]:
    for id_, given in load_toml(file, "the table of differences").items():
        place = Place(file, (id_,))
        if not is_id(id_):
            raise place.error(ID_RULE)
        row = read_entry(_Row, given, place)
        octave = row.octave * len(VERSIONS) if len(row.octave) == 1 else row.octave
        if len(octave) != len(VERSIONS):
            raise place.error(f"`octave` has {len(octave)} results; write one, or one for each of {VERSIONS}")
        if len({*octave, *filter(None, [row.matlab])}) == 1:
            raise place.error("all engines give the same, so it is no difference")
        if bool(row.matlab) != bool(row.documented):
            raise place.error("`matlab` and `documented` belong together")
        yield Difference(
            id=id_,
            topic=file.stem,
            code=row.code.strip(),
            octave=octave,
            matlab=row.matlab,
            documented=row.documented,
            since=row.since,
            shim=row.shim,
            where=row.where,
            why=row.why,
        )


def choose_differences(words: str, rows: Sequence[Difference]) -> tuple[Difference, ...]:
    """Choose rows by id, by topic, or else by what is written in them.

    Parameters
    ----------
    words : str
        An id, a topic, or words that all must be in the row, whatever the case.
    rows : sequence of Difference
        Where to look.

    Returns
    -------
    tuple of Difference
        In the order of the table.

    Raises
    ------
    MatdropError
        If no row fits.

    Examples
    --------
    >>> [row.id for row in choose_differences("cov-two-vectors", load_differences())]
    ['cov-two-vectors']
    """
    return choose(words, rows, _text, "difference")


def _text(row: Difference) -> str:
    return "\n".join((row.id, row.topic, row.code, *row.octave, row.matlab, row.why))
