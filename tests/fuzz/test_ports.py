"""Ten thousand random ports: no wrong one passes, and no right one is called wrong.

The right ones take and return forms of values as users of NumPy do; the wrong ones are such ports with one edit. An
edited port is wrong on a case only if its outputs are not those of the right port: `tests.fuzz.distance` says so, with
nothing of matdrop's. ``pytest -m long tests/fuzz`` runs them and prints the numbers. `EXPECTED` says what is expected
of right ports that follow a convention of meaning.
"""

import random
import warnings
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from matdrop.cases.case import Case
from matdrop.cases.pair import pair_of
from matdrop.cases.reference import Reference
from matdrop.engines.octave_session import Octave
from matdrop.verification.judge import judge
from matdrop.verification.undeclared import with_declarations
from tests.fuzz.conventions import MEANINGS, Meaning
from tests.fuzz.distance import Distance, distance
from tests.fuzz.edits import edited
from tests.fuzz.originals import FUNCTIONS, ORIGINALS, Original, StructArray
from tests.fuzz.representations import Forms, Port, cell, compiled, in_forms, outputs_in_order, random_forms

Answered = list[tuple[Case, Reference]]
PORTS, CHUNKS = 10_000, 10
# The verdicts on a right port, by the convention of meaning that no declaration states, where a case can tell it.
EXPECTED = {meaning.name: "UNDECLARED" for meaning in MEANINGS} | {"lists of one element": "PASS"}
ERROR = "the port raises"


@pytest.fixture(scope="module")
def answered(octave: Octave, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Answered]:
    """Give the cases of each original and what it computes, by one session."""
    folder = tmp_path_factory.mktemp("originals")
    cases = []
    for original in ORIGINALS:
        file = folder / f"{original.name}.m"
        file.write_text(original.m_file)
        pair = pair_of(file, len)
        cases += [Case(pair, f"case_{k + 1}", args, functions=FUNCTIONS) for k, args in enumerate(original.inputs)]
    found: dict[str, Answered] = {}
    for case, reference in zip(cases, octave.run(cases), strict=True):
        assert reference.error is None, (case.id, reference.error)
        found.setdefault(case.pair.name, []).append((case, reference))
    return found


def from_matlab(value: Any) -> Any:
    """Return a value of a reference in the form in which the ports of `originals` have it."""
    if hasattr(value, "text"):
        return FUNCTIONS[value.text]
    if value.dtype.kind == "U":
        return "".join(value.ravel())
    if value.dtype.names:
        records = [
            {name: from_matlab(part) for name, part in zip(value.dtype.names, record, strict=True)}
            for record in value.ravel().tolist()
        ]
        return records[0] if len(records) == 1 else StructArray(records)
    if value.dtype == object:
        return cell(*(from_matlab(element) for element in value.ravel()))
    return value


def returned(port: Port, reference: Reference) -> Any:
    """Return what a port returns where it gets MATLAB's values, or that it raises."""
    inputs = [from_matlab(value) for value in reference.inputs]
    inputs = [value.copy() if isinstance(value, np.ndarray) else value for value in inputs]
    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            return port(*inputs)
    except Exception:  # whatever an edit brings about
        return ERROR


@cache
def edits_of(source: str) -> list[tuple[str, str]]:
    return list(edited(source))


@dataclass(frozen=True)
class RandomPort:
    """A port that was drawn: its source, the kind of its edit ("" for a right one), and its forms."""

    original: Original
    source: str
    edit: str
    forms: Forms

    def __str__(self) -> str:
        return f"{self.edit or 'right'}; {self.forms}\n{self.source}"


def random_port(number: int, answered: dict[str, Answered]) -> RandomPort:
    draw = random.Random(number)
    original = draw.choice(ORIGINALS)
    _, reference = draw.choice(answered[original.name])
    forms = random_forms(original, [from_matlab(reference.outputs[name]) for name in original.outputs], draw)
    edit, source = draw.choice(edits_of(original.port)) if draw.random() < 0.5 else ("", original.port)
    return RandomPort(original, source, edit, forms)


def verdicts(function: Port, answered: Answered) -> list[str]:
    """Return the verdicts on a port, on each case of its original."""
    results = [
        judge(replace(case, pair=replace(case.pair, port=function)), reference, Path("/"), timeout=5.0)
        for case, reference in answered
    ]
    return [result.verdict for result in with_declarations(results, Path("/"))]


def distances(port: RandomPort, answered: Answered) -> list[Distance]:
    """Return how far all that a port returns is from what the right port in the same forms returns, for each case."""
    anything = replace(port.forms, taken=dict.fromkeys(port.forms.taken, "any"))
    right, drawn = (
        in_forms(port.original, compiled(port.original, source), anything)
        for source in (port.original.port, port.source)
    )
    pairs = [(returned(right, reference), returned(drawn, reference)) for _, reference in answered]
    assert all(of_right is not ERROR for of_right, _ in pairs)
    return [distance(of_right, of_drawn) for of_right, of_drawn in pairs]


def test_the_ports_that_all_are_drawn_from_are_right(answered: dict[str, Answered]) -> None:
    for original in ORIGINALS:
        port = compiled(original, original.port)
        for case, reference in answered[original.name]:
            expected = [from_matlab(reference.outputs[name]) for name in original.outputs]
            found = outputs_in_order(returned(port, reference), len(original.outputs))
            assert distance(expected, found) == "same", case.id


@pytest.mark.long
@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_random_ports(answered: dict[str, Answered], chunk: int, capsys: pytest.CaptureFixture[str]) -> None:
    counts: Counter[str] = Counter()
    wrong_passes, wrong_mismatches = [], []
    for number in range(chunk * PORTS // CHUNKS, (chunk + 1) * PORTS // CHUNKS):
        port = random_port(number, answered)
        of_port = answered[port.original.name]
        function = in_forms(port.original, compiled(port.original, port.source), port.forms)
        for apart, verdict in zip(distances(port, of_port), verdicts(function, of_port), strict=True):
            counts[f"{'edited' if port.edit else 'right'}, {apart}: {verdict}"] += 1
            if apart == "apart" and verdict == "PASS":
                wrong_passes.append(port)
            if apart == "same" and verdict != "PASS":
                wrong_mismatches.append(port)
    with capsys.disabled():
        print(
            f"\nports {chunk * PORTS // CHUNKS} to {(chunk + 1) * PORTS // CHUNKS - 1}:", dict(sorted(counts.items()))
        )
    assert not wrong_passes, smallest(wrong_passes)
    assert not wrong_mismatches, smallest(wrong_mismatches)


@pytest.mark.long
@pytest.mark.parametrize("meaning", MEANINGS, ids=lambda meaning: meaning.name)
def test_conventions_of_meaning(
    answered: dict[str, Answered], meaning: Meaning, capsys: pytest.CaptureFixture[str]
) -> None:
    found = {}
    for original in filter(meaning.suits, ORIGINALS):
        port = meaning.made(original, compiled(original, original.port))
        for (case, reference), verdict in zip(
            answered[original.name], verdicts(port, answered[original.name]), strict=True
        ):
            by_position = outputs_in_order(returned(port, reference), len(original.outputs))
            if distance([from_matlab(reference.outputs[name]) for name in original.outputs], by_position) != "same":
                found[case.id] = verdict
    with capsys.disabled():
        print(f"\n{meaning.name}:", dict(Counter(found.values())))
    assert not {case_id: verdict for case_id, verdict in found.items() if verdict != EXPECTED[meaning.name]}


def smallest(ports: Sequence[RandomPort]) -> str:
    """Return the shortest of some ports, and how many there are."""
    return f"{len(ports)} of them, the shortest:\n{min(ports, key=lambda port: len(str(port)))}"
