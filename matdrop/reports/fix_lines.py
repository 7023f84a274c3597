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
        What to do, the lines that the change takes away and puts in, on what it was run, then other changes that agree
        as well.

    Examples
    --------
    >>> diff = "--- a/f.py\n+++ b/f.py\n@@ -1 +1 @@\n-y = x * m\n+y = x / m\n"
    >>> print("\n".join(fix_lines(Fix("with / for *", 3, 3, diff))))
    fix: with / for *
      - y = x * m
      + y = x / m
      run on 3 of 3 cases: agrees; `matdrop fix --write` applies it
    """
    lines = [f"{fix.label}: {fix.text}"]
    if fix.diff:
        lines += [f"  {line[0]} {line[1:]}" for line in fix.diff.splitlines()[2:] if line[:1] in ("-", "+")]
        lines.append(f"  {run_of(fix)}; `matdrop fix --write` applies it")
    return [*lines, *(f"  {remark}" for remark in remarks_of(fix))]


def run_of(fix: Fix) -> str:
    """Return on what the changed port was run.

    Parameters
    ----------
    fix : Fix
        With a diff.

    Returns
    -------
    str
        One clause.

    Examples
    --------
    >>> run_of(Fix("with / for *", 1, 1, moved=6))
    'run on 1 of 1 case and on 6 moved inputs: agrees'
    """
    moved = f" and on {fix.moved} moved inputs" if fix.moved else ""
    return f"run on {fix.agrees} of {fix.of} case{'s' if fix.of > 1 else ''}{moved}: agrees"


def remarks_of(fix: Fix) -> list[str]:
    """Return what told other changes apart, and those that agree as well.

    Parameters
    ----------
    fix : Fix
        Of a finding.

    Returns
    -------
    list of str
        A line each.

    Examples
    --------
    >>> remarks_of(Fix("with / for *", alternatives=("with // for *",)))
    ['agrees as well: with // for *']
    """
    told = (
        [f"{fix.telling}: there other changes part from the original, which agree on the cases"] if fix.telling else []
    )
    return [*told, *(f"agrees as well: {other}" for other in fix.alternatives)]
