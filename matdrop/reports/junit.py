"""A report as JUnit XML, which CI servers show as tests."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from xml.etree import ElementTree

from matdrop.reports.concise import in_one_line, located
from matdrop.reports.problems import Problem
from matdrop.verification.result import Result
from matdrop.verification.run import Report

# The port is not to blame for these: the request, the original or what was recorded of it is.
ERRORS = ("ORIGINAL FAILED", "BOTH FAILED", "STALE", "UNVERIFIED")


def junit(report: Report, problems: Sequence[Problem], home: Path) -> str:
    """Return a report as JUnit XML.

    Parameters
    ----------
    report : Report
        Of any verification.
    problems : sequence of Problem
        What is wrong in it.
    home : Path
        The folder that files are named from.

    Returns
    -------
    str
        A test suite for each pair, with a test for each case and reference.

    Examples
    --------
    >>> print(junit(Report(()), (), Path()), end="")
    <?xml version="1.0" encoding="utf-8"?>
    <testsuites name="matdrop" tests="0" failures="0" errors="0" time="0.000" />
    """
    root = ElementTree.Element("testsuites", {"name": "matdrop", **_counts(report.results)})
    for pair, group in groupby(report.results, key=lambda result: result.case.pair.name):
        results = list(group)
        suite = ElementTree.SubElement(root, "testsuite", {"name": pair, **_counts(results)})
        for result in results:
            suite.append(_test(result, problems, home))
    ElementTree.indent(root)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ElementTree.tostring(root, encoding="unicode")}\n'


def _counts(results: Sequence[Result]) -> dict[str, str]:
    wrong = [result.verdict in ERRORS for result in results if not result.as_expected]
    return {
        "tests": str(len(results)),
        "failures": str(wrong.count(False)),
        "errors": str(wrong.count(True)),
        "time": f"{sum(result.seconds for result in results):.3f}",
    }


def _test(result: Result, problems: Sequence[Problem], home: Path) -> ElementTree.Element:
    case = result.case
    name = f"{case.name} ({result.source})"
    test = ElementTree.Element("testcase", {"classname": case.pair.name, "name": name, "time": f"{result.seconds:.3f}"})
    if result.as_expected:
        return test
    own = [problem for problem in problems if problem.pair == case.pair.name and case.name in problem.cases]
    message = f"{result.verdict}: {'; '.join(in_one_line(problem) for problem in own)}"
    kind = "error" if result.verdict in ERRORS else "failure"
    found = ElementTree.SubElement(
        test, kind, {"type": own[0].kind if own else result.verdict, "message": _xml(message)}
    )
    found.text = _xml("\n".join(_text(problem, home) for problem in own))
    return test


def _text(problem: Problem, home: Path) -> str:
    where = f"{located(problem.place, home)}: " if problem.place else ""
    proof = [f"  proof: {sentence}" for sentence in problem.finding.proof] if problem.finding else []
    diff = problem.finding.fix.diff if problem.finding and problem.finding.fix else ""
    return "\n".join([f"{where}error[{problem.kind}] {in_one_line(problem)}", *diff.splitlines(), *proof])


def _xml(text: str) -> str:
    """Replace control characters, which XML cannot hold: what a program prints may have them."""
    return "".join(c if c in "\t\n" or (c >= " " and c not in "\ufffe\uffff") else "\ufffd" for c in text)
