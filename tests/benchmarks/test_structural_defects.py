"""Planted defects of a statement's place, of what it stores, or of an argument that is left out."""

from benchmarks.structural_defects import structural_defects

SOURCE = """def total(x, n):
    s = x.sum(axis=0)
    for k in range(n):
        part = x.T[1:] / 2
        s += part
    return s
"""


def kinds() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for defect in structural_defects(SOURCE):
        found.setdefault(defect.kind, []).append(defect.text)
    return found


def test_every_kind_changes_what_it_says() -> None:
    found = kinds()
    assert SOURCE.replace("        s += part", "        pass") in found["dropped statement"]
    assert SOURCE.replace("        s += part", "    s += part") in found["moved out of the loop"]
    assert SOURCE.replace("    return", "        return") in found["early return"]
    assert SOURCE.replace("s += part", "s = part") in found["no accumulation"]
    assert SOURCE.replace("x.T[1:]", "x[1:]") in found["no transpose"]
    assert SOURCE.replace("axis=0", "") in found["no argument"]
    assert SOURCE.replace("x.T[1:] / 2", "(x.T[1:]) // (2)") in found["whole division"]
    assert SOURCE.replace("[1:]", "[:]") in found["slice"]


def test_a_statement_that_does_not_read_what_the_loop_stores_is_moved_before_it() -> None:
    (text,) = kinds()["no reset in the loop"]
    assert text.index("part = x.T") < text.index("for k")


def test_what_a_dropped_statement_ought_to_have_stored_is_wrong_where_it_is_read() -> None:
    (defect,) = [d for d in structural_defects(SOURCE) if d.kind == "dropped statement" and "part = " in d.what]
    assert defect.lines == (4, 5)


def test_every_defect_can_be_compiled_and_none_leaves_the_source_as_it_is() -> None:
    for defect in structural_defects(SOURCE):
        compile(defect.text, "<defect>", "exec")
        assert defect.text != SOURCE
