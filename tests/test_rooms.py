"""Imports point downward: import-linter's contract in pyproject.toml catches one that does not."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PLANTED = {
    "at the top": "from matdrop.explain.finding import Finding\n",
    "inside a function": "\n\ndef later() -> None:\n    from matdrop.explain.finding import Finding\n",
    "for type checking": "from typing import TYPE_CHECKING\n"
    "if TYPE_CHECKING:\n    from matdrop.explain.finding import Finding\n",
}


@pytest.mark.parametrize("planted", PLANTED.values(), ids=PLANTED)
def test_an_upward_import_is_caught(tmp_path: Path, planted: str) -> None:
    shutil.copytree(ROOT / "matdrop", tmp_path / "matdrop", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    with (tmp_path / "matdrop/verification/result.py").open("a", encoding="utf-8") as file:
        file.write(planted)
    lint = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()", "--no-cache"]
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    run = subprocess.run(lint, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert run.returncode == 1
    assert "matdrop.verification is not allowed to import matdrop.explain" in run.stdout
