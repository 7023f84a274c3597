"""Names, as the two languages are matched by them."""


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
