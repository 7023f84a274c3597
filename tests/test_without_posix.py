"""What Windows does not have is switched off: signals for time limits, /dev/shm, links, process groups, file modes.

This is no test of Windows: paths, encodings and Octave itself are Linux's.
"""

import json
import subprocess
import sys
from pathlib import Path

from matdrop.engines.octave_session import Octave

WITHOUT = """
import json, os, pathlib, signal, sys

def refused(*given, **more):
    raise OSError(1314, "A required privilege is not held by the client")

pathlib.Path.symlink_to = os.symlink = refused
pathlib.Path.chmod = os.chmod = lambda *given, **more: None
for module, name in ((signal, "SIGALRM"), (signal, "setitimer"), (os, "killpg"), (os, "fork"), (os, "getuid")):
    delattr(module, name)
from matdrop.engines import session
session.MEMORY_FOLDER = pathlib.Path("no", "such", "folder")
from matdrop.cli import main
print([main(words) for words in json.loads(sys.argv[1])])
"""
FILES = {
    "scaled.m": "function y = scaled(x)\ns = spread(x);\ny = x ./ s;\nend\n",
    "private/spread.m": "function s = spread(x)\ns = std(x);\nend\n",
    "scaled.py": "import numpy as np\n\n\ndef scaled(x):\n    s = np.std(x, axis=0)\n    return x / s\n",
    "endless.m": "function y = endless(x)\ny = x;\nend\n",
    "endless.py": "def endless(x):\n    while True:\n        x = x + 0\n",
    "parity.toml": "".join(
        f'[{name}]\nport = "{name}.py:{name}"\n[[{name}.case]]\nname = "one"\nargs = ["magic(3)"]\n'
        for name in ("scaled", "endless")
    ),
}


def test_a_port_is_verified_traced_and_mended(octave: Octave, tmp_path: Path) -> None:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    commands = [
        ["verify", "scaled", "--format", "concise"],
        ["verify", "endless", "--format", "concise", "--timeout", "1", "--no-trace"],
        ["fix", "scaled", "--write"],
        ["fixtures", "record", "scaled"],
        ["verify", "scaled", "--reference", "saved", "-q"],
    ]
    run = subprocess.run(
        [sys.executable, "-c", WITHOUT, json.dumps(commands)], cwd=tmp_path, capture_output=True, text=True, timeout=300
    )
    lines = run.stdout.splitlines()
    assert run.stderr == ""
    assert lines[0].startswith("scaled.py:5:5: error[ddof] scaled: s is 1x3 double")
    assert "no answer within 1 s" in lines[1]
    assert lines[-2:] == ["1 case: 1 saved; 0 stale", "[1, 1, 0, 0, 0]"]
    assert "ddof=1" in (tmp_path / "scaled.py").read_text()
