"""Ctrl-C while Octave works: the command ends soon, says what was done, and leaves nothing."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from matdrop.engines.octave_session import Octave
from matdrop.engines.process import MEMORY_FOLDER
from matdrop.engines.session import running_case

TABLE = """\
[hang]
port = "port.py:hang"
[[hang.case]]
name = "first"
args = ["1"]
[[hang.case]]
name = "second"
args = ["3"]
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "hang.m").write_text("function y = hang(x)\ny = x;\nwhile x > 2\nend\nend\n")
    (tmp_path / "port.py").write_text("def hang(x):\n    return x\n")
    (tmp_path / "parity.toml").write_text(TABLE)
    return tmp_path


def heed_interrupts() -> None:
    """Let Ctrl-C through, which a run in the background of a shell has from it that it ignores."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def descendants(process: int) -> set[int]:
    """Find the processes that one has started, and those that these have; by one look at all, which costs least."""
    listed = subprocess.run(["ps", "-e", "-o", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    parents = {int(child): int(parent) for child, parent in map(str.split, listed.splitlines())}
    found = {process}
    while new := {child for child, parent in parents.items() if parent in found} - found:
        found |= new
    return found - {process}


def exchange_folders(processes: set[int]) -> list[Path]:
    return [folder for process in processes for folder in MEMORY_FOLDER.glob(f"matdrop_{process}_*")]


def is_at(processes: set[int], case: int) -> bool:
    files = [folder / "running.txt" for folder in exchange_folders(processes)]
    return any(file.exists() and running_case(file) == case for file in files)


def is_alive(process: int) -> bool:
    state = Path(f"/proc/{process}/stat")
    return state.exists() and state.read_text().split(")")[1].split()[0] != "Z"


@pytest.mark.skipif(not os.access(MEMORY_FOLDER, os.W_OK), reason="the exchange folders are elsewhere")
@pytest.mark.usefixtures("octave")
@pytest.mark.parametrize("words", [["verify"], ["verify", "--jobs", "2"], ["fixtures", "record"]])
def test_interrupt_ends_soon_and_leaves_nothing(project: Path, words: list[str]) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "matdrop", *words],
        cwd=project,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        preexec_fn=heed_interrupts,
    )
    last = 1 if "--jobs" in words else 2  # each process has a case of its own
    until = time.monotonic() + 60
    started: set[int] = set()
    while not is_at(started, last) and time.monotonic() < until:
        time.sleep(0.2)
        started = {process.pid} | descendants(process.pid)
    time.sleep(1.0)  # it hangs now
    before = time.monotonic()
    process.send_signal(signal.SIGINT)
    try:
        _, said = process.communicate(timeout=60)
    finally:
        process.kill()  # nothing of a failure is left to other tests
    # Two seconds on a machine of its own; the original itself would hang for sixty.
    assert time.monotonic() - before < 20.0
    assert process.returncode == 130
    done = "[01]" if "--jobs" in words else "1"  # the first may still be on its way back from its process
    assert re.search(rf"interrupted \(running the originals: {done} of 2 done\); nothing was written", said)
    time.sleep(0.5)
    assert [number for number in started if is_alive(number)] == []
    assert exchange_folders(started) == []
    assert sorted(path.name for path in project.iterdir()) == ["hang.m", "parity.toml", "port.py"]


def test_interrupt_of_a_session_is_not_swallowed(project: Path, octave: Octave) -> None:
    """The same without a command."""
    code = (
        "import os, signal, threading, time\nfrom pathlib import Path\n"
        "from matdrop.cases.case import case_of_call\nfrom matdrop.engines.octave_session import Octave\n"
        "with Octave() as session:\n    session.engine\n"
        "    threading.Timer(1.0, os.kill, (os.getpid(), signal.SIGINT)).start()\n    begun = time.monotonic()\n"
        "    try:\n        session.run([case_of_call(Path('hang.m'), abs, (3.0,))])\n"
        "    except KeyboardInterrupt:\n        print('interrupted', time.monotonic() - begun < 20)\n"
        "    print(session.run([case_of_call(Path('hang.m'), abs, (1.0,))])[0].error)\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=project, capture_output=True, text=True, env=environment, check=False,
        preexec_fn=heed_interrupts,
    )  # fmt: skip
    assert done.stdout.split() == ["interrupted", "True", "None"], done.stderr


@pytest.mark.usefixtures("octave")
def test_octave_does_not_outlive_a_python_that_is_killed(project: Path) -> None:
    code = (
        "from pathlib import Path\n"
        "from matdrop.cases.case import case_of_call\nfrom matdrop.engines.octave_session import Octave\n"
        "with Octave() as session:\n    print(session.process_id, flush=True)\n"
        "    session.run([case_of_call(Path('hang.m'), abs, (3.0,))])\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    process = subprocess.Popen(
        [sys.executable, "-c", code], cwd=project, stdout=subprocess.PIPE, text=True, env=environment
    )
    assert process.stdout is not None
    octave = int(process.stdout.readline())
    time.sleep(1.0)  # it hangs now
    process.kill()
    process.communicate()
    until = time.monotonic() + 20
    while is_alive(octave) and time.monotonic() < until:
        time.sleep(0.05)
    assert not is_alive(octave)
