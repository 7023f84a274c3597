"""Names, as the two languages are matched by them."""

import re


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
