"""How many words a reader needs until line, cause and fix are known: ``python -m benchmarks.words``.

Ten wrong ports of the gallery, of as many habits. Before: what `numpy.testing.assert_allclose` says of both sides'
values, each output by itself, with the tolerances of the pair. After: what `matdrop verify` prints of the same case. A
line or a cause counts only if it is the planted one; `-` is what the text never says. Needs GNU Octave.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from matdrop.cases.tolerance import Tolerance
from matdrop.engines.octave_session import Octave
from matdrop.explain.explanation import ExplainedReport, explain_report
from matdrop.reports.problem_lines import problem_lines
from matdrop.reports.problems import problems
from matdrop.values.distance import dense
from matdrop.verification.judge import judge
from matdrop.verification.result import Result
from matdrop.verification.run import Report
from tests.test_gallery import ENTRIES, GALLERY, case_of

PAIRS = (
    "feature_normalize",
    "image_to_vector",
    "half_grades",
    "find_closest_centroids",
    "moving_average",
    "regularized_gradient",
    "brighten",
    "pairwise_distances",
    "dropout_forward",
    "train_mask",
)


def assertion(result: Result) -> str:
    """Return what NumPy says of the outputs that differ."""
    said = []
    for output in result.outputs:
        allowed = result.case.tolerance.get(output.name, Tolerance())
        try:
            assert output.expected is not None and output.obtained is not None
            np.testing.assert_allclose(
                dense(output.obtained), dense(output.expected), rtol=allowed.rtol, atol=allowed.atol
            )
        except AssertionError as error:
            said.append(str(error))
    return "\n".join(said)


def finding(report: ExplainedReport) -> str:
    """Return what `matdrop verify` prints of what is wrong."""
    lines = (line.plain for problem in problems(report, GALLERY) for line in problem_lines(problem, Path.cwd()))
    return "\n".join(lines)


def words_until(text: str, patterns: Iterable[str]) -> list[str]:
    """Return for each pattern how many words end where it is said first; "-" where it is not."""
    found = (re.search(pattern, text, re.MULTILINE) for pattern in patterns)
    return ["-" if one is None else str(len(text[: one.end()].split())) for one in found]


def main() -> int:
    """Print the table."""
    titles = ("pair", "cause", "NumPy: words", "line", "cause", "fix", "matdrop: words", "line", "cause", "fix")
    rows = [titles]
    with Octave() as octave:
        for key in PAIRS:
            entry = ENTRIES[key]
            case = case_of(GALLERY, key, entry, "wrong")
            (reference,) = octave.run([case])
            result = judge(case, reference, GALLERY, octave)
            explained = explain_report(Report((result,), octave.engine), GALLERY, octave, traced=True)
            cause = entry["cause"]
            patterns = (
                rf"wrong\.py:{entry['lines']['port']}\b",
                rf"error\[{cause}\]|suspected: {cause}",
                r"^ *\+ .*|^ *fix: .*",
            )
            before, after = assertion(result), finding(explained)
            rows.append((key, cause, str(len(before.split())), *words_until(before, patterns),
                         str(len(after.split())), *words_until(after, patterns)))  # fmt: skip
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
    return 0


if __name__ == "__main__":
    sys.exit(main())
