"""Write docs/article/index.md and its pictures: ``python -m matdrop.article``."""

import sys
from pathlib import Path

from matdrop.article.claims import CLAIMS, PARTS, measure_all, settled
from matdrop.article.document import markdown, picture
from matdrop.cases.table import OWN_TABLE, load_table
from matdrop.errors import MatdropError
from matdrop.verification.run import verify


def main() -> None:
    """Verify the pairs by their fixtures, measure, draw, and only then write.

    Raises
    ------
    MatdropError
        If this is not a checkout, a pair fails, an original fails, or matplotlib is not installed.
    """
    docs = Path(__file__).parents[2] / "docs/article"
    if not docs.is_dir():
        raise MatdropError(f"folder not found: {docs}; run this in a checkout")
    table = load_table(OWN_TABLE)
    report = verify(table, table.select([pair for claim in CLAIMS for pair in claim.pairs]), "saved")
    wrong = [result.case.id for result in report.results if not result.as_expected]
    if wrong:
        raise MatdropError(
            f"the page was not written, because verification failed: {', '.join(wrong)}; see matdrop verify --own"
        )
    data = settled(measure_all())
    files = {docs / "index.md": markdown(table, data)}
    files |= {docs / "images" / f"{part.name}.svg": picture(part, data[part.name]) for part in PARTS}
    for file, text in files.items():
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
        print(file.relative_to(docs.parents[1]))


if __name__ == "__main__":
    try:
        main()
    except MatdropError as error:
        sys.exit(f"matdrop: {error}")
