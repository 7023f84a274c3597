"""HTML elements that escape whatever text they hold."""

from __future__ import annotations

from xml.etree.ElementTree import Element, tostring


def element(tag: str, *content: str | Element, **attributes: str) -> Element:
    """Make an element.

    Parameters
    ----------
    tag : str
        Such as ``td``.
    *content : str or Element
        Text and elements, in their order.
    **attributes : str
        By name; ``class_`` stands for class, an underscore within for a hyphen.

    Returns
    -------
    Element
        Whose text is text: no part of it can become markup.

    Examples
    --------
    >>> html(element("td", "1 < 2 ", element("b", "so"), class_="narrow", data_value="1"))
    '<td class="narrow" data-value="1">1 &lt; 2 <b>so</b></td>'
    """
    made = Element(tag, {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()})
    for part in content:
        if isinstance(part, Element):
            made.append(part)
        elif len(made):
            made[-1].tail = (made[-1].tail or "") + part
        else:
            made.text = (made.text or "") + part
    return made


def html(made: Element) -> str:
    """Write an element as HTML.

    Examples
    --------
    >>> html(element("p", "a & b", element("br"), "c"))
    '<p>a &amp; b<br>c</p>'
    """
    return tostring(made, encoding="unicode", method="html")
