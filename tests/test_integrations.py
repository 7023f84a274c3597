"""The files by which other programs take matdrop in: the GitHub Action, pre-commit's hooks, the devcontainer."""

import json
import os
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from matdrop import cli
from matdrop.engines.octave_session import Octave

ROOT = Path(__file__).parents[1]
yaml = pytest.importorskip("yaml", reason="PyYAML is not installed")


def read(file: str) -> Any:
    return yaml.safe_load((ROOT / file).read_text(encoding="utf-8"))


def test_hooks_run_commands_that_exist() -> None:
    hooks = read(".pre-commit-hooks.yaml")
    assert [hook["id"] for hook in hooks] == ["matdrop-pitfalls", "matdrop-fixtures"]
    for hook in hooks:
        program, *words = shlex.split(hook["entry"])
        assert program == "matdrop"
        cli.build_parser().parse_args([*words, *(["f.py"] if hook.get("pass_filenames", True) else [])])
        assert re.search(hook["files"], "python/f.py") and not re.search(hook["files"], "README.md")


def test_the_devcontainer_installs_extras_that_exist() -> None:
    container = json.loads((ROOT / ".devcontainer/devcontainer.json").read_text(encoding="utf-8"))
    extras = re.findall(r"\w+", container["postCreateCommand"].partition("[")[2].partition("]")[0])
    known = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    assert extras and set(extras) <= set(known)
    assert "octave" in container["onCreateCommand"]


def test_the_action_annotates_a_wrong_port_and_keeps_its_report(tmp_path: Path, octave: Octave) -> None:
    """Its steps that call matdrop are run as GitHub's runner does, but for the installation."""
    action = read("action.yml")
    (tmp_path / "f.m").write_text("function y = f(x)\ny = 2 * x;\nend\n")
    (tmp_path / "f.py").write_text("def f(x):\n    return 3 * x\n")
    (tmp_path / "parity.toml").write_text(
        '[f]\noriginal = "f.m"\nport = "f.py:f"\n[[f.case]]\nname = "one"\nargs = ["magic(3)"]\n'
    )
    (tmp_path / "matdrop").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m matdrop "$@"\n')
    (tmp_path / "matdrop").chmod(0o755)
    defaults = {name: str(given["default"]) for name, given in action["inputs"].items()}
    codes, printed = [], []
    for step in action["runs"]["steps"]:
        if "matdrop " not in step.get("run", ""):
            continue
        given = {name: re.sub(r"\$\{\{ inputs\.(\w+) \}\}", lambda found: defaults[found[1]], value)
                 for name, value in step["env"].items()}  # fmt: skip
        path = {"PATH": f"{tmp_path}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT), "RUNNER_TEMP": str(tmp_path)}
        ran = subprocess.run(
            ["bash", "-e", "-c", step["run"]], cwd=tmp_path, env={**os.environ, **path, **given},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        codes.append(ran.returncode)
        printed.append(ran.stdout)
    assert codes == [1, 0]
    assert printed[0].startswith("::error file=f.py,line=2,col=5,title=f%3A ")
    assert "1 FAILED" in (tmp_path / "matdrop.html").read_text()
