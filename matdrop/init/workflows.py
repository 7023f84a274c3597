"""Workflow files for a hosted CI: Octave's versions with pytest, and a real MATLAB."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from matdrop.cases.table import CaseTable

FOLDER = Path(".github/workflows")
# Releases of Debian by the Octave that they have; images of these names have nothing but the release.
DEBIAN = {"7": "bookworm", "9": "trixie", "11": "sid"}
# The oldest release of MATLAB that the hosted actions install is R2021a.
RELEASES = ("R2021a", "R2024b")

OCTAVE_WORKFLOW = """\
# Written by `matdrop ci init`: every case of {table} in three versions of GNU Octave.
name: matdrop with Octave
on: [push, pull_request]
jobs:
  octave:
    name: Octave ${{{{ matrix.octave }}}}
    runs-on: ubuntu-latest
    timeout-minutes: 30
    strategy:
      fail-fast: false
      matrix:
        include:
{matrix}
    container: debian:${{{{ matrix.debian }}}}
    steps:
      - run: apt-get update && apt-get install --yes --no-install-recommends ca-certificates git octave python3-venv
      - uses: actions/checkout@v6
      - run: python3 -m venv /opt/venv && echo /opt/venv/bin >> "$GITHUB_PATH"
      - run: python -m pip install {packages}
      - run: matdrop doctor
      - run: matdrop verify --engine octave-${{{{ matrix.octave }}}} --reference live
{pytest}"""

MATLAB_WORKFLOW = """\
# Written by `matdrop ci init`: the originals of {table} in a real MATLAB, and the ports held against what it computed.
# In a public repository MATLAB needs no licence here; in a private one, the secret MLM_LICENSE_TOKEN.
name: matdrop with MATLAB
on: [push, workflow_dispatch]
{permissions}jobs:
  matlab:
    name: MATLAB ${{{{ matrix.release }}}}
    runs-on: ubuntu-latest
    timeout-minutes: 60
    strategy:
      fail-fast: false
      matrix:
        release: [{releases}]
    env:
      MLM_LICENSE_TOKEN: ${{{{ secrets.MLM_LICENSE_TOKEN }}}}
    steps:
      - uses: actions/checkout@v6
      - uses: actions/setup-python@v5
        with:
          python-version: "3.12"
      - run: python -m pip install {packages}
      - run: matdrop fixtures request taken
      - uses: matlab-actions/setup-matlab@v3
        with:
          release: ${{{{ matrix.release }}}}
{products}      - uses: matlab-actions/run-command@v3
        with:
          command: cd taken, record_fixtures
      - run: matdrop fixtures import taken/recorded.mat
      - run: matdrop verify --reference saved
      - uses: actions/upload-artifact@v4
        if: always()
        with:
          name: fixtures-${{{{ matrix.release }}}}
          path: |
            taken/recorded.mat
            {fixtures}
{pull_request}"""

PERMISSIONS = """\
permissions:
  contents: write
  pull-requests: write
"""

PULL_REQUEST = """\
      - name: Propose MATLAB's fixtures as a pull request
        if: matrix.release == '{release}' && github.event_name == 'workflow_dispatch'
        env:
          GH_TOKEN: ${{{{ github.token }}}}
        run: |
          git switch --create "matdrop/fixtures-{release}-${{{{ github.run_id }}}}"
          git add {fixtures}
          git -c user.name=matdrop -c user.email=matdrop@localhost commit -m "Record fixtures in MATLAB {release}"
          git push --set-upstream origin HEAD
          gh pr create --fill
"""


@dataclass(frozen=True)
class Workflows:
    """What the workflows of a project depend on.

    Attributes
    ----------
    table : CaseTable
        The project.
    releases : sequence of str
        Releases of MATLAB, the last of which proposes its fixtures.
    products : sequence of str
        Toolboxes, by the names that the action for MATLAB takes.
    pull_request : bool
        Whether the fixtures are proposed as a pull request, too.
    """

    table: CaseTable
    releases: Sequence[str] = RELEASES
    products: Sequence[str] = ()
    pull_request: bool = False

    @property
    def files(self) -> dict[str, str]:
        """The workflow files by name."""
        return {"matdrop-octave.yml": self._octave(), "matdrop-matlab.yml": self._matlab()}

    @property
    def _home(self) -> Path:
        return self.table.path.parent

    def _octave(self) -> str:
        matrix = [f"          - {{octave: {octave}, debian: {debian}}}" for octave, debian in DEBIAN.items()]
        has_tests = any(self._home.glob("test_*.py")) or any(self._home.glob("tests/**/test_*.py"))
        return OCTAVE_WORKFLOW.format(
            table=self.table.path.name,
            matrix="\n".join(matrix),
            packages=self._packages("pytest"),
            pytest="      - run: python -m pytest --matlab=live\n" if has_tests else "",
        )

    def _matlab(self) -> str:
        fixtures = self.table.fixtures.relative_to(self._home.resolve()).as_posix()
        products = f"          products: {' '.join(self.products)}\n" if self.products else ""
        proposal = PULL_REQUEST.format(release=self.releases[-1], fixtures=fixtures) if self.pull_request else ""
        return MATLAB_WORKFLOW.format(
            table=self.table.path.name,
            permissions=PERMISSIONS if self.pull_request else "",
            releases=", ".join(self.releases),
            packages=self._packages(),
            products=products,
            fixtures=fixtures,
            pull_request=proposal,
        )

    def _packages(self, *more: str) -> str:
        """Return what pip installs: matdrop, and what the ports need as far as the project says it."""
        needed = ["matdrop", *more]
        if (self._home / "requirements.txt").is_file():
            needed.append("--requirement requirements.txt")
        project = self._home / "pyproject.toml"
        if project.is_file() and "[project]" in project.read_text(encoding="utf-8"):
            needed.append("--editable .")
        return " ".join(needed)
