"""Many cases at once: the same results in the same order, whatever dies on the way."""

import importlib.util
import multiprocessing
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from matdrop.calling.sandbox import PortTimeoutError, time_limit
from matdrop.cases.table import OWN_TABLE, CaseTable, load_table
from matdrop.engines.octave_session import Octave
from matdrop.engines.process import sweep
from matdrop.errors import MatdropError
from matdrop.explain.explanation import explain_report
from matdrop.reports import to_json
from matdrop.values.value import array_of
from matdrop.verification.run import Report, verify
from matdrop.verification.workers import run_originals

Project = Callable[[Mapping[str, str]], CaseTable]

DOUBLED = "function y = f(x)\n{dies}    y = 2 * x;\nend\n"
DIES_ONCE = "    if x == 7 && ~exist('died', 'file'), fclose(fopen('died', 'w')); kill(getpid(), 9); pause(5); end\n"
PORT = """\
import os, pathlib

def f(x):
    {dies}
    return 2 * x
"""
KILLED_ONCE = "if x == 7 and not pathlib.Path('died').exists(): pathlib.Path('died').touch(); os.kill(os.getpid(), 9)"
TABLE = "[f]\nport = 'port.py:f'\nstrict = false\n" + "".join(
    f"[[f.case]]\nname = 'x{x}'\nargs = ['{x}']\n" for x in range(1, 13)
)


def files(original: str = "", port: str = "pass") -> dict[str, str]:
    return {"f.m": DOUBLED.format(dies=original), "port.py": PORT.format(dies=port), "cases.toml": TABLE}


def verdicts(report: Report) -> list[tuple[str, str]]:
    return [(result.case.name, result.verdict) for result in report.results]


@pytest.fixture
def forked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fork processes from one that has imported all they need, which takes them longer than what is tested here.

    The other tests start them as for a user.
    """
    if "forkserver" in multiprocessing.get_all_start_methods():
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["tests.verification.imported"])
        monkeypatch.setattr("multiprocessing.get_context", lambda method: context)


ALL_PASS = [(f"x{x}", "PASS") for x in range(1, 13)]


def test_two_processes_give_the_report_of_one(octave: Octave) -> None:
    table = load_table(OWN_TABLE)
    cases = table.select(["traditional_dropout", "dropout_as_published_against_article"])
    documents = []
    for jobs in (1, 2):
        document = to_json(explain_report(verify(table, cases, "both", jobs=jobs), table.path.parent))
        for entry in document["cases"]:
            entry["seconds"] = 0
        documents.append(document)
    assert documents[0] == documents[1]
    assert documents[0]["summary"]["live"] == len(cases)


@pytest.mark.usefixtures("forked")
def test_progress_counts_up_to_all_cases(project: Project) -> None:
    table = project(files())
    told: list[int] = []
    report = verify(table, table.cases, "saved", told.append, jobs=2)
    assert {verdict for _, verdict in verdicts(report)} == {"UNVERIFIED"}
    assert told == sorted(told)
    assert told[-1] == 12


@pytest.mark.usefixtures("forked")
def test_octave_that_dies_loses_nothing(octave: Octave, project: Project) -> None:
    table = project(files(original=DIES_ONCE))
    assert verdicts(verify(table, table.cases, "live", jobs=2)) == ALL_PASS
    assert (table.path.parent / "died").exists()


@pytest.mark.usefixtures("forked")
def test_process_that_dies_loses_nothing(octave: Octave, project: Project) -> None:
    table = project(files(port=KILLED_ONCE))
    assert verdicts(verify(table, table.cases, "live", jobs=2)) == ALL_PASS
    assert (table.path.parent / "died").exists()


@pytest.mark.usefixtures("forked")
def test_port_that_ends_its_process_is_found_and_named(octave: Octave, project: Project) -> None:
    table = project(files(port="if x == 7: os._exit(3)"))
    report = verify(table, table.cases, "live", jobs=2)
    assert verdicts(report) == [(n, "PORT FAILED" if n == "x7" else v) for n, v in ALL_PASS]
    assert report.results[6].error == "port: the process that worked on it has ended"


@pytest.mark.usefixtures("forked")
def test_error_of_the_request_comes_through(octave: Octave, project: Project) -> None:
    table = project({**files(), "port.py": "def g(x):\n    return x\n"})
    with pytest.raises(MatdropError, match=r"port\.py has no function f"):
        verify(table, table.cases, "live", jobs=2)


@pytest.mark.usefixtures("forked")
def test_originals_run_by_processes_come_in_order(octave: Octave, project: Project) -> None:
    references = run_originals(project(files()).cases, jobs=2)
    assert [array_of(reference.outputs["y"]).item() for reference in references] == [2 * x for x in range(1, 13)]


IN_COPIES = """\
import sys
from pathlib import Path
from matdrop.cases.table import load_table
from matdrop.engines import process
from matdrop.verification.run import verify
from matdrop.verification.workers import may_fork

if __name__ == "__main__":
    table = load_table(Path("cases.toml"))
    process.MEMORY_FOLDER = Path(sys.argv[1])
    print(may_fork())
    print(*(f"{result.case.name} {result.verdict}" for result in verify(table, reference="live", jobs=2).results))
"""
WHEN = """\
import sys, threading, types
from matdrop.engines.octave_session import Octave
from matdrop.engines.process import sweep
from matdrop.verification.workers import may_fork

print(may_fork())
with Octave() as octave:
    print(octave.process_id > 0 and may_fork())
print(may_fork())
waiting = threading.Event()
thread = threading.Thread(target=waiting.wait)
thread.start()
print(may_fork())
waiting.set()
thread.join()
sys.modules["compiled"] = types.ModuleType("compiled")
sys.modules["compiled"].__file__ = sys.modules["numpy._core._multiarray_umath"].__file__
print(may_fork())
"""


def said_by(script: str, folder: Path, *words: str) -> list[str]:
    (folder / "script.py").write_text(script)
    command = [sys.executable, "script.py", *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout.splitlines()


@pytest.mark.skipif(sys.platform != "linux", reason="processes are forked on Linux alone")
@pytest.mark.parametrize(
    ("port", "x7"), [("pass", "PASS"), (KILLED_ONCE, "PASS"), ("if x == 7: os._exit(3)", "PORT FAILED")]
)
def test_copies_of_a_process_give_the_same_and_end_their_engines(
    octave: Octave, project: Project, port: str, x7: str
) -> None:
    table = project(files(port=port))
    exchange = table.path.parent / "exchange"
    exchange.mkdir()
    is_forked, results = said_by(IN_COPIES, table.path.parent, str(exchange))
    assert is_forked == "True"
    assert results == " ".join(f"{name} {x7 if name == 'x7' else verdict}" for name, verdict in ALL_PASS)
    if port != "pass":
        sweep(exchange)  # of what the ended one has left
    assert not list(exchange.iterdir())


@pytest.mark.skipif(sys.platform != "linux", reason="processes are forked on Linux alone")
def test_process_with_threads_or_an_engine_is_not_copied(octave: Octave, tmp_path: Path) -> None:
    assert said_by(WHEN, tmp_path) == ["True", "False", "True", "False", "False"]


def test_time_limit_holds_in_a_thread_without_signals() -> None:
    caught: list[str] = []

    def work() -> None:
        try:
            with time_limit(0.1):
                while True:
                    pass
        except PortTimeoutError as error:
            caught.append(str(error))
        with time_limit(0.05):
            pass
        time.sleep(0.1)  # the limit of a call that has ended does not strike later

    thread = threading.Thread(target=work)
    thread.start()
    thread.join(10)
    assert caught == ["no answer within 0.1 s"]


def test_cluster_that_is_not_there_is_an_error_that_says_what_to_do(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("distributed", reason="the package distributed is not installed")
    monkeypatch.setattr("matdrop.verification.workers.CONNECTED_WITHIN", 1.0)
    table = project(files())
    with pytest.raises(MatdropError, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:9 .*dask scheduler"):
        verify(table, table.cases, "saved", jobs="tcp://127.0.0.1:9")


def test_missing_distributed_is_named(project: Project) -> None:
    if importlib.util.find_spec("distributed") is not None:
        pytest.skip("the package distributed is installed")
    table = project(files())
    with pytest.raises(MatdropError, match="needs the package distributed"):
        verify(table, table.cases, "saved", jobs="tcp://127.0.0.1:9")


@pytest.mark.parametrize("dies", ["", "port"])
def test_cluster_gives_the_same_and_survives_a_killed_worker(octave: Octave, project: Project, dies: str) -> None:
    distributed = pytest.importorskip("distributed", reason="the package distributed is not installed")
    table = project(files(port=KILLED_ONCE if dies else "pass"))
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=2, processes=True, dashboard_address=":0", silence_logs=50
    ) as cluster:
        report = verify(table, table.cases, "live", jobs=cluster.scheduler_address)
    assert verdicts(report) == ALL_PASS
    assert (table.path.parent / "died").exists() == bool(dies)
