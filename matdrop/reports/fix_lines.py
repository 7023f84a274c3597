"""A fix in lines of text: what to change, on what it was run, and the change itself."""

from __future__ import annotations

from matdrop.explain.finding import Fix


def fix_lines(fix: Fix) -> list[str]:
    r"""Return a fix line by line.

    Parameters
    ----------
    fix : Fix
        Of a finding.

    Returns
    -------
    list of str
        What to do, then the lines that the change takes away and puts in, then other changes that agree as well.

    Examples
    --------
    >>> diff = "--- a/f.py\n+++ b/f.py\n@@ -1 +1 @@\n-y = x * m\n+y = x / m\n"
    >>> print("\n".join(fix_lines(Fix("with / for *", 3, 3, diff))))
    fix: with / for *; run on 3 of 3 cases: agrees; `matdrop fix --write` applies it
      - y = x * m
      + y = x / m
    """
    run = ""
    if fix.diff:
        moved = f" and on {fix.moved} moved inputs" if fix.moved else ""
        cases = "cases" if fix.of > 1 else "case"
        run = f"; run on {fix.agrees} of {fix.of} {cases}{moved}: agrees; `matdrop fix --write` applies it"
    lines = [f"fix: {fix.text}{run}"]
    lines += [f"  {line[0]} {line[1:]}" for line in fix.diff.splitlines()[2:] if line[:1] in ("-", "+")]
    if fix.telling:
        lines.append(f"  {fix.telling}: there other changes part from the original, which agree on the cases")
    lines += [f"  agrees as well: {other}" for other in fix.alternatives]
    return lines
