"""Defects planted in the network are caught, and traced to their line."""

from dataclasses import replace
from pathlib import Path

import pytest

from matdrop.cases.case import Case
from matdrop.cases.table import OWN_TABLE, PACKAGE, load_table
from matdrop.engines.octave_session import Octave
from matdrop.explain.explanation import explain_result
from matdrop.explain.trace import trace_results
from matdrop.fixtures.store import Fixtures
from matdrop.repair.effort import Effort
from matdrop.verification.judge import judge
from tests.tracing.located import check_located

TABLE = load_table(OWN_TABLE)
FIXTURES = Fixtures(TABLE.fixtures)
NO_CHANGES = Effort(0, 0.0)  # the lines alone: of a network, each change takes long to try

# The case that catches the defect, what it puts into the port in place of what, and the original's line; where the
# port does more than the original, that is the line after which it does.
DEFECTS = {
    "mask_not_reused_backward": (
        "nn_backward/softmax",
        "inverted_dropout_backward(dA, mask[l], options.keep_prob)",
        "inverted_dropout_backward(dA, mask[l][::-1], options.keep_prob)",
        "dA = inverted_dropout_backward(dA, mask{l}, options.keep_prob);",
    ),
    "scaled_at_test_time": (
        "nn_predict/softmax",
        "Y = inverted_dropout_predict(Y)  #",
        "Y = inverted_dropout_predict(Y) * 0.7  #",
        "Y = inverted_dropout_predict(Y);",
    ),
    "mask_shared_across_examples": (
        "nn_forward/softmax",
        "inverted_dropout(A[l], keep_prob[l], rand)",
        "inverted_dropout(A[l], keep_prob[l], lambda size: rand((1, size[1])).repeat(size[0], axis=0))",
        "[A{l}, mask{l}] = inverted_dropout(A{l}, keep_prob(l));",
    ),
    "weight_decay_on_the_bias": (
        "nn_backward/weight_decay",
        "grad.b[l] = dZ.sum(axis=0, keepdims=True)  #",
        "grad.b[l] = dZ.sum(axis=0, keepdims=True) + options.weight_decay * net.b[l]  #",
        "grad.b{l} = sum(dZ, 1);",
    ),
    "bias_in_the_penalty": (
        "nn_cost/weight_decay",
        "J = J + options.weight_decay / 2 * (net.W[l] ** 2).sum()",
        "J = J + options.weight_decay / 2 * ((net.W[l] ** 2).sum() + (net.b[l] ** 2).sum())",
        "J = J + options.weight_decay / 2 * sum(net.W{l}(:) .^ 2);",
    ),
    "permutation_drawn_once": (
        "nn_train/dropout",
        "order[epoch, :] = randperm(m)  #",
        "order[epoch, :] = order[0, :] if epoch else randperm(m)  #",
        "order(epoch, :) = randperm(m);",
    ),
    "momentum_reset_at_each_epoch": (
        "nn_train/dropout",
        "        order[epoch, :] = randperm(m)  #",
        "        velocity.W = [0 * W for W in net.W]\n        order[epoch, :] = randperm(m)  #",
        "velocity.b{l} = options.momentum .* velocity.b{l} - options.rate .* grad.b{l};",
    ),
    "momentum_reset_at_each_batch": (
        "nn_train/dropout",
        "velocity.W[l] = options.momentum * velocity.W[l] - options.rate * grad.W[l]",
        "velocity.W[l] = options.momentum * 0 * velocity.W[l] - options.rate * grad.W[l]",
        "velocity.W{l} = options.momentum .* velocity.W{l} - options.rate .* grad.W{l};",
    ),
}


def planted(folder: Path, defect: str) -> tuple[Case, int, int]:
    """The case with the wrong port, and the lines of the original and of the port where the defect stands."""
    case_id, before, after, statement = DEFECTS[defect]
    (case,) = TABLE.select([case_id])
    source = (PACKAGE / "port" / f"{case.pair.name}.py").read_text()
    assert source.count(before) == 1
    wrong = folder / f"{defect}.py"
    wrong.write_text(source.replace(before, after))
    lines = [text.strip() for text in case.pair.original.read_text().splitlines()]
    original = lines.index(statement) + 1
    port = source[: source.index(before)].count("\n") + 1
    return replace(case, pair=replace(case.pair, port=f"{wrong}:{case.pair.name}")), original, port


@pytest.mark.parametrize("defect", DEFECTS)
def test_defect_is_caught_by_the_saved_reference(tmp_path: Path, defect: str) -> None:
    case, _, _ = planted(tmp_path, defect)
    result = judge(case, FIXTURES.read(TABLE.select([case.id])[0]), tmp_path)
    assert result.verdict == "MISMATCH"
    assert explain_result(result, tmp_path).findings


@pytest.mark.parametrize("defect", DEFECTS)
def test_defect_is_traced_to_its_line(tmp_path: Path, octave: Octave, defect: str) -> None:
    case, original, port = planted(tmp_path, defect)
    (reference,) = octave.run([case])
    findings = trace_results([judge(case, reference, tmp_path, octave)], tmp_path, octave, effort=NO_CHANGES).findings
    check_located(findings, port)
    proven = {found.original.line for found in findings if found.is_proven and found.original is not None}
    assert proven <= {original}
