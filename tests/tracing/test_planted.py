"""Defects of one line, planted in right ports: a line that is proven is the very line, an interval holds it."""

from pathlib import Path
from typing import Any

import pytest

from matdrop.cases.case import Case
from matdrop.cases.pair import pair_of
from matdrop.cases.tolerance import Tolerance
from matdrop.engines.octave_session import Octave
from matdrop.explain.trace import trace_results
from matdrop.verification.judge import judge
from tests.test_coursework import COURSEWORK, TRUTH
from tests.test_gallery import ENTRIES, GALLERY
from tests.tracing.located import FEW_CHANGES, check_located

# Where a right port of the gallery or the coursework is changed, and to what.
PLANTED = [
    # an axis, a divisor, an operator, another function
    ("fit_gaussian", "mu = np.mean(X, axis=0", "mu = np.median(X, axis=0"),
    ("fit_gaussian", "sigma2 = np.var(X, axis=0, ddof=1", "sigma2 = np.var(X, axis=1, ddof=1"),
    ("accumulate_frames", "np.minimum(total + c", "np.minimum(total - c"),
    ("toGray", "img[..., 2]) / 4", "img[..., 1]) / 4"),
    ("featureNormalize", "axis=0, ddof=1)", "axis=0, ddof=0)"),
    # a loop that begins late, or ends late or early
    ("find_closest_centroids", "range(m)", "range(1, m)"),
    ("constant_column", "range(X.shape[1])", "range(1, X.shape[1])"),
    ("knn_vote", "range(Q.shape[0])", "range(1, Q.shape[0])"),
    ("smooth_image", "range(1, w - 1)", "range(1, w)"),
    ("principal_axes", "range(V.shape[1])", "range(1, V.shape[1])"),
    # an index
    ("predict_one_vs_all", "p[i] = c + 1", "p[i] = c"),
    ("nearest_neighbours", "+ 1.0", "- 1.0"),
    ("principal_components", "np.argmax(np.abs(U", "np.argmin(np.abs(U"),
    # a change that is not made, or made to something else
    ("scatter_matrix", "Sigma += np.outer(x, x)", "pass"),
    ("linear_gradient", "grad[j] = (1 / m) * np.sum(err * X[:, [j]])", "pass"),
    ("one_pass_variance", "s2 = s2 + value * value", "pass"),
    ("relu_forward", "A[~active] = 0", "Z[~active] = 0"),
    # what is returned
    ("center_columns", "return X, mu", "return mu, X"),
    ("vocabulary", "return words, counts", "return counts, counts"),
    ("average_images", "return avg.astype", "return b.astype"),
    # what fails
    ("principal_components", "s.reshape(-1, 1)", "s.reshape(1, 1)"),
    ("trainPerceptron", "model['w']) + model", "yi['w']) + model"),
    ("first_peak", "x[i] > x[i + 1]", "x[i] > i[i + 1]"),
]


def planted(folder: Path, key: str, old: str, new: str) -> tuple[Case, int]:
    """Write the changed port; give the case, and the line."""
    entry: dict[str, Any] = ENTRIES[key] if key in ENTRIES else TRUTH[key]
    root, port = (GALLERY, entry["right"]) if key in ENTRIES else (COURSEWORK, entry["port"])
    file, _, function = port.partition(":")
    text = (root / file).read_text(encoding="utf-8")
    assert text.count(old) == 1
    changed = folder / Path(file).name
    changed.write_text(text.replace(old, new), encoding="utf-8")
    pair = pair_of(root / entry["original"], f"{changed}:{function}", outputs=entry["outputs"])
    tolerance = dict.fromkeys(pair.outputs, Tolerance.parse(entry.get("tolerance", "exact")))
    case = Case(pair, "planted", tuple(entry["args"]), entry.get("seed"), tolerance)
    return case, text[: text.index(old)].count("\n") + 1


def around(text: list[str], line: int) -> int:
    """Return the line of the statement that a line stands in."""
    indents = [len(one) - len(one.lstrip()) for one in text]
    return max(
        number for number in range(1, line) if indents[number - 1] < indents[line - 1] and text[number - 1].strip()
    )


@pytest.mark.parametrize(("key", "old", "new"), PLANTED, ids=[f"{key}: {new}" for key, _, new in PLANTED])
def test_the_line_is_located(octave: Octave, tmp_path: Path, key: str, old: str, new: str) -> None:
    case, line = planted(tmp_path, key, old, new)
    (reference,) = octave.run([case])
    result = judge(case, reference, tmp_path, octave)
    findings = trace_results([result], tmp_path, octave, effort=FEW_CHANGES).findings
    text = Path(str(case.pair.port).partition(":")[0]).read_text(encoding="utf-8").splitlines()
    check_located(findings, line, around(text, line) if new == "pass" else 0)
