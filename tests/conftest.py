"""What several test modules share."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from matdrop.cases.table import CaseTable, load_table

pytest_plugins = ["pytester"]

Project = Callable[[Mapping[str, str]], CaseTable]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Write files, ``cases.toml`` among them, into an empty folder and load its case table."""

    def write(files: Mapping[str, str]) -> CaseTable:
        for name, text in files.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text)
        return load_table(tmp_path / "cases.toml")

    return write
