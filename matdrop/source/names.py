"""Names, as the two languages are matched by them."""


def normalize_name(name: str) -> str:
    """Strip a name of case and underscores, by which the two languages' names are matched.

    Examples
    --------
    >>> normalize_name("featureNormalize") == normalize_name("feature_normalize")
    True
    """
    return name.replace("_", "").lower()
