"""Pieces of code are put together as a person would write them."""

from matdrop.translate.code import IN_A_COLUMN, SUM, Code


def test_elements_are_not_given_a_shape_first() -> None:
    column = Code(f"x{IN_A_COLUMN}", kind="array")
    assert column.raveled == column.column_major == 'x.ravel(order="F")'
    assert Code("np.arange(1, len(x) + 1)[None, :]", kind="array").raveled == "np.arange(1, len(x) + 1)"


def test_elements_of_what_binds_less_tightly() -> None:
    assert Code("x + y", SUM, kind="array").raveled == "(x + y).ravel()"
    assert Code("x + y", SUM, kind="array").column_major == '(x + y).ravel(order="F")'
