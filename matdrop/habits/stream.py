"""Stream: random numbers that are not those of the original."""

from __future__ import annotations

import ast

import numpy as np

from matdrop.habits.cause import Cause
from matdrop.habits.edit import Edit, called
from matdrop.habits.evidence import Evidence
from matdrop.habits.habit import Habit
from matdrop.habits.matlab_pattern import MatlabCall
from matdrop.habits.pattern import calls
from matdrop.values.value import Array

FIX = "take every random number from the shared stream, as often and in as many calls as the original"


def stream(evidence: Evidence) -> list[Cause]:
    """Recognise random numbers that are not those of the original."""
    if not evidence.differing:
        return []
    if evidence.generators:
        own = ", ".join(dict.fromkeys(evidence.generators))
        fix = "draw with numpy.random.rand, randn, randint or permutation, or take the functions as arguments (rand=)"
        detail = f"the port draws from a generator of its own, {own}, not from the shared stream"
        return [Cause("stream", "", detail, fix)]
    left = evidence.reference.draws.ravel()
    if evidence.port_draws is None or not left.size:
        return []
    detail = _other_draws(left, np.ravel(evidence.port_draws))
    return [Cause("stream", "", detail, FIX)] if detail else []


def _other_draws(left: Array, right: Array) -> str:
    """Say in what two sequences of draws differ; empty if they do not."""
    common = min(left.size, right.size)
    other = np.flatnonzero(left[:common] != right[:common])
    if other.size:
        k = int(other[0])
        return f"draw {k + 1} of {left.size} is {left[k]:.6g} in the original, {right[k]:.6g} in the port"
    if left.size != right.size:
        return f"the original takes {left.size} draws from the stream, the port {right.size}"
    return ""


def shared_stream(node: ast.AST) -> ast.expr | None:
    """Draw from the shared stream in place of a generator of the port's own."""
    if called(node) not in {"default_rng", "RandomState"}:
        return None
    return ast.Attribute(ast.Name("np", ast.Load()), "random", ast.Load())


HABIT = Habit(
    kind="stream",
    rows={
        "rand-seed": "RandomState rand random_sample streams",
        "rand-default-generator": "default_rng rand streams",
        "randn-algorithm": "RandomState randn standard_normal streams",
        "randi-from-rand": "randi randint seed",
    },
    fix=FIX,
    of_call={30: stream},
    edits=(Edit("the shared stream in place of the port's own", shared_stream),),
    patterns=(
        calls("rand-default-generator", "numpy.random.default_rng"),
        calls("rand-seed", "numpy.random.RandomState", "numpy.random.seed"),
    ),
    tempting=(MatlabCall("randn", "randn-algorithm"), MatlabCall("randi", "randi-from-rand")),
)
