"""What the tests of the article share."""

import json
from typing import Any

import pytest
from filelock import FileLock

from matdrop.article import pictures
from matdrop.article.claims import measure_all, settled


@pytest.fixture(scope="session")
def parts(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Any:
    """Measure by the fixtures, once for all workers of pytest-xdist; the originals have tests of their own."""
    folder = tmp_path_factory.getbasetemp()
    file = (folder.parent if hasattr(request.config, "workerinput") else folder) / "parts.json"
    with FileLock(f"{file}.lock"), pytest.MonkeyPatch.context() as patch:
        if not file.exists():
            patch.setenv("OCTAVE_EXECUTABLE", "/nonexistent")
            file.write_text(json.dumps(settled(measure_all())))
        return json.loads(file.read_text())


@pytest.fixture
def drawable(request: pytest.FixtureRequest) -> None:
    """Skip, out loud, where there is nothing to draw with."""
    if not pictures.is_drawable():
        request.node.user_properties.append(("matdrop", {"not_live": pictures.MISSING}))
        pytest.skip(pictures.MISSING)
