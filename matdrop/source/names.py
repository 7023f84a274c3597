"""Names, as the two languages are matched by them."""

import re
from collections.abc import Iterable, Sequence


def normalize_name(name: str) -> str:
    """Return a name in lower case and without underscores, to match the names of the two languages.

    Parameters
    ----------
    name : str
        A name in MATLAB or in Python.

    Returns
    -------
    str
        The same for ``featureNormalize`` and ``feature_normalize``.

    Examples
    --------
    >>> normalize_name("featureNormalize") == normalize_name("feature_normalize")
    True
    """
    return name.replace("_", "").lower()


def namesakes(names: Sequence[str], others: Iterable[str]) -> dict[str, str]:
    """Return which names stand for which, each at most once: ``n`` for ``n`` if there is an ``N`` beside it.

    Parameters
    ----------
    names : sequence of str
        Names in one language.
    others : iterable of str
        Names in the other one.

    Returns
    -------
    dict of str to str
        By name the same one, else one that differs in case and underscores alone.

    Examples
    --------
    >>> namesakes(["n", "N", "keepProb", "x"], ["keep_prob", "N", "n"])
    {'n': 'n', 'N': 'N', 'keepProb': 'keep_prob'}
    """
    left = list(others)
    same = {name for name in names if name in left}
    alike = {normalize_name(other): other for other in reversed(left) if other not in same}
    found = {}
    for name in names:
        if name in same:
            found[name] = name
        elif (other := alike.pop(normalize_name(name), None)) is not None:
            found[name] = other
    return found


def words_of(name: str) -> frozenset[str]:
    """Return the words of a name, to see whether two names speak of the same thing.

    Parameters
    ----------
    name : str
        A name in MATLAB or in Python.

    Returns
    -------
    frozenset of str
        In lower case; parted where the case changes, and at underscores and digits.

    Examples
    --------
    >>> sorted(words_of("trainClassIndices") & words_of("class_idx_train"))
    ['class', 'train']
    """
    return frozenset(word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name))
