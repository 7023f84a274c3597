"""Names, as the two languages are matched by them."""


def normal(name: str) -> str:
    """Strip a name of case and underscores, by which the two languages' names are matched.

    Examples
    --------
    >>> normal("featureNormalize") == normal("feature_normalize")
    True
    """
    return name.replace("_", "").lower()
