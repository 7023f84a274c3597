"""The article's pictures: what is drawn, the same bytes each time, and what happens without matplotlib."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from matdrop import cli
from matdrop.article import pictures
from matdrop.article.claims import PARTS, Part, settled
from matdrop.article.document import digest, picture
from matdrop.article.subnetworks import subnetworks
from matdrop.article.walk_through import walk_through
from matdrop.errors import MatdropError

Output = pytest.CaptureFixture[str]


def texts(svg: str) -> list[str]:
    """Give the texts of a picture; it must be well-formed."""
    return ["".join(found.itertext()) for found in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]


@pytest.mark.usefixtures("drawable")
@pytest.mark.parametrize("part", PARTS, ids=[part.name for part in PARTS])
def test_a_picture_is_the_same_each_time_and_loads_nothing(part: Part, parts: dict[str, dict[str, Any]]) -> None:
    data = json.loads(json.dumps(parts[part.name]))
    drawn = picture(part, data)
    assert drawn == picture(part, data)
    assert texts(drawn)
    assert "currentColor" in drawn
    assert pictures.INK not in drawn
    assert "http" not in drawn.replace("http://www.w3.org/", "").replace("http://purl.org/", "").replace(
        "http://creativecommons.org/", ""
    )


@pytest.mark.usefixtures("drawable")
def test_the_walk_through_shows_every_number() -> None:
    shown = walk_through(7, 0.5)
    found = texts(pictures.walk_through(shown.to_json()))
    assert found.count("0") == 2 * int((~shown.mask).sum())
    for value in (*shown.L.ravel(), *shown.X[shown.mask]):
        assert f"{value:.0f}" in found


@pytest.mark.usefixtures("drawable")
def test_dropped_units_lose_their_edges() -> None:
    data = subnetworks().to_json()
    none_left = {**data, "masks": [[[False] * 5, [True] * 5]]}

    def edges(given: dict[str, Any]) -> int:
        return pictures.subnetworks(given).count("stroke-opacity: 0.6")

    whole = 3 * 5 + 5 * 5 + 5 * 2
    assert edges({**data, "masks": []}) == whole
    assert edges(none_left) == whole + 5 * 2
    kept = [[3, *map(sum, masks), 2] for masks in data["masks"]]
    assert edges(data) == whole + sum(a * b + b * c + c * d for a, b, c, d in kept)


@pytest.mark.usefixtures("drawable")
def test_the_difference_of_two_loss_curves_is_drawn_where_there_is_one() -> None:
    training = {
        "seed": 1,
        "keep_prob": 0.5,
        "training_accuracy": 1,
        "test_accuracy": 0.9,
        "loss": [2, 1],
        "original_loss": [2, 1],
    }
    title = "relative difference; dotted: allowed"
    same = {"trainings": [training, training], "allowed": 1e-13}
    assert title not in texts(pictures.digits(same))
    apart = {**same, "trainings": [training, {**training, "original_loss": [2, 1 + 1e-15]}]}
    assert title in texts(pictures.digits(apart))


def test_what_is_settled_does_not_depend_on_last_bits_or_the_engine() -> None:
    one = {"a": [0.1 + 0.2, {"loss_difference": 1e-15}], "agreement": {"source": "live"}}
    two = {"a": [0.3, {"loss_difference": 2e-15}], "agreement": {"source": "saved"}}
    assert settled(one) == settled(two)
    assert digest(one) == digest(two) != digest({"a": [0.300001]})


def test_other_data_have_another_digest(parts: dict[str, dict[str, Any]]) -> None:
    data = parts["dropout"]
    assert digest(data) == digest(json.loads(json.dumps(data)))
    assert digest(data) != digest({**data, "keep_prob": 0.851})


@pytest.mark.usefixtures("drawable")
def test_demo_plot_writes_the_picture_of_what_was_asked(tmp_path: Path, capsys: Output) -> None:
    file = tmp_path / "demo.svg"
    assert cli.main(["demo", "--seed", "7", "--keep-prob", "0.5", "--plot", str(file)]) == 0
    assert "seed 7" in capsys.readouterr().out
    assert "mask, keep_prob 0.5" in texts(file.read_text())
    assert cli.main(["demo", "--plot", str(tmp_path / "none/demo.svg")]) == 2


def test_without_matplotlib_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(pictures, "find_spec", lambda name: None)
    with pytest.raises(MatdropError, match=r"matplotlib, which is not installed: pip install 'matdrop\[plot\]'"):
        pictures.walk_through(walk_through().to_json())
    monkeypatch.chdir(tmp_path)
    assert cli.main(["demo", "--plot"]) == 2
    assert cli.main(["report", "--article", "--reference", "saved"]) == 2
    assert not list(tmp_path.iterdir())


def test_matplotlib_is_not_imported_before_it_draws() -> None:
    code = "import sys, matdrop.article.document; print('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"
