"""Originals in the layouts of real repositories, run in GNU Octave: packages, classes, paths, installed packages."""

import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from matdrop.cases.case import Case, case_of_call
from matdrop.cases.reference import Reference
from matdrop.cases.table import load_table
from matdrop.engines.octave_session import Octave
from matdrop.engines.process import MEMORY_FOLDER, sweep
from matdrop.errors import MatdropError
from matdrop.verification.judge import judge
from matdrop.verification.run import verify

FILES = {
    ".git/HEAD": "",
    "src/f.m": "function y = f(x)\ny = kit.g(x) + 1;\nend\n",
    "src/needs.m": "function y = needs(x)\ny = far(x) + 1;\nend\n",
    "src/twice.m": "function y = twice(x)\ny = both(x);\nend\n",
    "src/lacks.m": "function y = lacks(x)\ny = 1;\ny = fmincon(x);\nend\n",
    "src/unknown.m": "function y = unknown(x)\ny = no_such_function(x);\nend\n",
    "src/unset.m": "function y = unset(x)\nif x < 0\n  far = 1;\nend\ny = far;\nend\n",
    "src/imports.m": "function y = imports(x)\nimport kit.*\ny = g(x);\nend\n",
    "src/private/p.m": "function y = p(x)\ny = q(x) + 1;\nend\n",
    "src/private/q.m": "function y = q(x)\ny = 3 * x;\nend\n",
    "src/started.m": "function y = started(x)\ny = tool(x);\nend\n",
    "startup.m": "addpath(genpath(fullfile(fileparts(mfilename('fullpath')), 'tools')));\nerror('never run');\n",
    "tools/deep/tool.m": "function y = tool(x)\ny = 7 * x;\nend\n",
    "lib/far.m": "function y = far(x)\ny = 2 * x;\nend\n",
    "one/both.m": "function y = both(x)\ny = 1;\nend\n",
    "two/both.m": "function y = both(x)\ny = 2;\nend\n",
    "+kit/g.m": "function y = g(x)\ny = kit.sub.h(x) + 10;\nend\n",
    "+kit/+sub/h.m": "function y = h(x)\ny = 2 * x;\nend\n",
    "Box.m": """\
classdef Box < handle
    properties
        side = 1
    end
    methods
        function obj = Box(side)
            if nargin > 0
                obj.side = side;
            end
        end
        function [area, rim] = measure(obj, scale)
            area = obj.side ^ 2 * scale;
            rim = 4 * obj.side * scale;
        end
    end
    methods (Static)
        function y = half(x)
            y = x / 2;
        end
    end
end
""",
    "@Old/Old.m": "function o = Old(side)\no.side = side;\no = class(o, 'Old');\nend\n",
    "@Old/area.m": "function y = area(o, scale)\ny = o.side ^ 2 * scale;\nend\n",
}
Run = Callable[..., Reference]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def case(root: Path, name: str, *args: Any, **more: Any) -> Case:
    path = [root / folder for folder in more.pop("path", ())]
    return case_of_call(root / name, more.pop("port", abs), args, path=path, **more)


def value(reference: Reference) -> Any:
    assert reference.error is None, reference.error
    return [float(output.item()) for output in reference.outputs.values()]  # type: ignore[union-attr]


CALLS: dict[str, tuple[str, tuple[Any, ...], dict[str, Any], list[float]]] = {
    "package of a parent": ("src/f.m", (3.0,), {}, [17]),
    "function of a package": ("+kit/g.m", (3.0,), {}, [16]),
    "function of a package's package": ("+kit/+sub/h.m", (3.0,), {}, [6]),
    "private function": ("src/private/p.m", (3.0,), {}, [10]),
    "start-up script": ("src/started.m", (3.0,), {}, [21]),
    "folder that is named": ("src/needs.m", (3.0,), {"path": ["lib"]}, [7]),
    "method": ("Box.m:Box.measure", (2.0,), {"constructor": ("1 + scale",)}, [18, 24]),
    "method of a class that needs no arguments": ("Box.m:Box.measure", (2.0,), {"nargout": 1}, [2]),
    "static method": ("Box.m:Box.half", (3.0,), {}, [1.5]),
    "method in a folder": ("@Old/area.m", ("Old(3)", "2"), {}, [18]),
}


def test_originals_are_called_where_they_stand(root: Path, octave: Octave) -> None:
    calls = {name: call for name, call in CALLS.items() if name != "method in a folder"}  # its input is an object
    cases = [case(root, name, *args, **more) for name, args, more, _ in calls.values()]
    for name, reference, (_, _, _, expected) in zip(calls, octave.run(cases), calls.values(), strict=True):
        assert value(reference) == expected, name


def test_constructor_arguments_come_back_for_the_port(root: Path, octave: Octave) -> None:
    (reference,) = octave.run([case(root, "Box.m:Box.measure", 2.0, constructor=("1 + scale",))])
    assert [part.item() for part in reference.constructor] == [3]  # type: ignore[union-attr]


def test_constructor_that_fails_is_told_apart(root: Path, octave: Octave) -> None:
    (reference,) = octave.run([case(root, "Box.m:Box.measure", 2.0, constructor=("1 + nowhere",))])
    assert reference.error is not None
    assert reference.error.stage == "constructor"


def test_method_that_is_not_there_is_named(root: Path) -> None:
    with pytest.raises(MatdropError, match=r"Box.m has no method volume; it has measure, half"):
        case(root, "Box.m:Box.volume")
    with pytest.raises(MatdropError, match=r"f.m defines no class"):
        case(root, "src/f.m:f.g")


def test_paths_of_one_original_are_not_those_of_the_next(root: Path, octave: Octave) -> None:
    one, two = case(root, "src/twice.m", 1.0, path=["one"]), case(root, "src/twice.m", 1.0, path=["two"])
    none = case(root, "src/twice.m", 1.0)
    references = octave.run([one, two, one, none, two])
    assert [reference.error or value(reference) for reference in references if reference is not references[3]] == [
        [1],
        [2],
        [1],
        [2],
    ]
    assert references[3].error is not None


def test_edited_helper_on_the_path_is_never_stale(root: Path, octave: Octave) -> None:
    asked = case(root, "src/needs.m", 3.0, path=["lib"])
    assert value(octave.run([asked])[0]) == [7]
    (root / "lib/far.m").write_text("function y = far(x)\ny = 5 * x;\nend\n")
    assert value(octave.run([asked])[0]) == [16]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("src/needs.m", 'far is in {root}/lib/far.m, which is not on the search path: add --path {root}/lib, or'),
        ("src/twice.m", "there are 2 files of this name ({root}/one/both.m, {root}/two/both.m): add the folder"),
        ("src/lacks.m", "{engine} lacks fmincon; install the package optim of Octave, verify with `--engine"),
        (
            "src/unknown.m",
            "'no_such_function' undefined; no no_such_function.m was found near the original: add the folder that "
            "holds it by --path; if it is a function of MATLAB's, {engine} lacks it: verify with",
        ),
        ("src/imports.m", "Octave lacks `import`; verify with `--engine matlab`, or record in MATLAB"),
    ],
)  # fmt: skip
def test_what_is_missing_is_said(root: Path, octave: Octave, name: str, said: str) -> None:
    error = octave.run([case(root, name, 3.0)])[0].error
    assert error is not None
    assert said.format(root=root, engine=octave.engine) in error.message
    assert (Path(error.file), error.line) == (root / name, 3 if "lacks" in name else 2)


def test_variable_without_a_value_is_no_missing_function(root: Path, octave: Octave) -> None:
    error = octave.run([case(root, "src/unset.m", 3.0)])[0].error
    assert error is not None
    assert error.message == "'far' undefined"


# ---------------------------------------------------------------- what originals are made of

FORMS = {
    "nargout": ("function [a, b] = f(x)\na = nargout;\nb = 2;\nend\n", (1.0,), {"nargout": 1}, [1]),
    "nargin": ("function y = f(x, k)\nif nargin < 2\n  k = 7;\nend\ny = x + k;\nend\n", (1.0,), {}, [8]),
    "varargout": ("function varargout = f(x)\nvarargout = {x, nargout};\nend\n", (4.0,), {"nargout": 2}, [4, 2]),
    "varargout alone": ("function varargout = f(x)\nvarargout = {x, 2*x};\nend\n", (4.0,), {}, [4]),
    "inputParser": (
        "function y = f(x, varargin)\np = inputParser;\np.addRequired('x');\np.addOptional('k', 2);\n"
        "p.addParameter('m', 5);\nparse(p, x, varargin{:});\ny = x * p.Results.k + p.Results.m;\nend\n",
        ("3", "4", "'m'", "1"), {}, [13],
    ),
    "nested": (
        "function y = f(x)\n  y = double_of(x);\n  function z = double_of(t)\n    z = 2 * t;\n  end\nend\n",
        (3.0,), {}, [6],
    ),
    "global": (
        "function y = f(x)\nglobal G\nif isempty(G)\n  G = 0;\nend\nG = G + x;\nadd_one();\ny = G;\nend\n"
        "function add_one()\nglobal G\nG = G + 1;\nend\n",
        (3.0,), {}, [4],
    ),
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_forms_of_functions_work(tmp_path: Path, octave: Octave, form: str) -> None:
    source, args, more, expected = FORMS[form]
    (tmp_path / "f.m").write_text(source)
    asked = case(tmp_path, "f.m", *args, **more)
    assert [value(reference) for reference in octave.run([asked, asked])] == [expected] * 2


def pair(x: Any) -> Any:
    return x, 2 * x


def test_varargout_is_asked_for_as_much_as_the_port_returns(tmp_path: Path, octave: Octave) -> None:
    (tmp_path / "f.m").write_text("function varargout = f(x)\nfor k = 1:nargout\n  varargout{k} = k * x;\nend\nend\n")
    asked = case(tmp_path, "f.m", 4.0, port=pair)
    (reference,) = octave.run([asked])
    result = judge(asked, reference, tmp_path, octave)
    assert (result.verdict, [c.name for c in result.outputs]) == ("PASS", ["output_1", "output_2"])
    assert "f.m returns as many outputs as it is asked for (varargout): 2, as the port does" in result.conventions
    wrong = case(tmp_path, "f.m", 4.0, port=lambda x: (x, 3 * x))
    assert judge(wrong, reference, tmp_path, octave).verdict == "MISMATCH"
    unasked = judge(asked, reference, tmp_path)
    assert unasked.verdict == "UNVERIFIED"
    assert "write nargout = 2" in (unasked.error or "")


def test_ignored_arguments_block_is_said(tmp_path: Path, octave: Octave) -> None:
    (tmp_path / "f.m").write_text("function y = f(x)\narguments\n  x (1,1) double\nend\ny = x;\nend\n")
    asked = case(tmp_path, "f.m", 4.0)
    result = judge(asked, octave.run([asked])[0], tmp_path, octave)
    assert any("ignores the `arguments` block of f.m, line 2" in said for said in result.conventions)


# ---------------------------------------------------------------- installed packages


@pytest.fixture
def made_up_package(tmp_path: Path, octave: Octave, monkeypatch: pytest.MonkeyPatch) -> None:
    """Install a package of Octave for a home of its own."""
    source = tmp_path / "made_up"
    files = {
        "DESCRIPTION": "Name: made_up\nVersion: 1.0.0\nDate: 2026-01-01\nAuthor: A\nMaintainer: A\nTitle: made up\n"
        "Description: made up\nCategories: made up\nDepends: octave (>= 6.0.0)\nLicense: MIT\n",
        "COPYING": "MIT\n",
        "INDEX": "made_up >> Made up\nMade up\n tripled\n median\n",
        "inst/tripled.m": "function y = tripled(x)\ny = 3 * x;\nend\n",
        "inst/median.m": "function y = median(x)\ny = -1;\nend\n",
    }
    for name, text in files.items():
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_text(text)
    home = tmp_path / "home"
    home.mkdir()
    subprocess.run(["tar", "czf", "made_up.tar.gz", "made_up"], cwd=tmp_path, check=True)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    install = f"pkg('prefix', '{home}/packages', '{home}/packages'); pkg('install', '-local', 'made_up.tar.gz')"
    octave_cli = os.environ.get("OCTAVE_EXECUTABLE", "octave-cli")
    done = subprocess.run([octave_cli, "--norc", "-q", "--eval", install], cwd=tmp_path, capture_output=True, text=True)
    assert "error: the" not in done.stderr, done.stderr


@pytest.mark.usefixtures("made_up_package")
def test_installed_package_is_loaded_where_an_original_needs_it(tmp_path: Path) -> None:
    (tmp_path / "needs.m").write_text("function y = needs(x)\ny = tripled(x);\nend\n")
    (tmp_path / "plain.m").write_text("function y = plain(x)\ny = median([x x x]);\nend\n")
    needs, plain = case(tmp_path, "needs.m", 4.0, port=lambda x: 3 * x), case(tmp_path, "plain.m", 4.0)
    with Octave() as session:
        assert session.packaged == {"tripled": "made_up"}
        references = session.run([plain, needs, plain])
        assert [value(reference) for reference in references] == [[4], [12], [4]]  # its median is not taken
        result = judge(needs, references[1], tmp_path, session)
        assert result.verdict == "PASS"
        assert f"the package made_up of {session.engine} was loaded for tripled" in result.conventions


# ---------------------------------------------------------------- nothing is left


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGABRT])
def test_octave_that_is_ended_leaves_no_file(root: Path, octave: Octave, number: int) -> None:
    before = sorted(root.rglob("*"))
    (root / "src/slow.m").write_text("function y = slow(x)\ny = x;\nt = tic;\nwhile toc(t) < 20\nend\nend\n")
    with Octave(timeout=1.5) as session:
        process = session.process_id
        folder = session._folder
        assert value(session.run([case(root, "src/f.m", 3.0)])[0]) == [17]
        os.kill(process, number)
        time.sleep(1)
        (reference,) = session.run([case(root, "src/slow.m", 3.0)])
        assert reference.error is not None
    (root / "src/slow.m").unlink()
    assert sorted(root.rglob("*")) == before
    assert folder is not None
    assert not folder.exists()


def test_folders_of_dead_processes_are_swept(tmp_path: Path) -> None:
    process = subprocess.Popen(["true"])
    process.wait()
    names = [
        f"matdrop_{process.pid}_abc",
        f"matdrop_{os.getpid()}_abc",
        "matdrop_abc",
        f"other_{process.pid}_abc",
        "matdrop_x_y",
    ]
    for name in names:
        (tmp_path / name).mkdir()
        (tmp_path / name / "job.mat").touch()
    sweep(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(names[1:])


def test_exchange_folder_has_the_number_of_its_process(octave: Octave) -> None:
    with Octave() as session:
        assert session.process_id
        assert session._folder is not None
        assert session._folder.name.startswith(f"matdrop_{os.getpid()}_")
        assert session._folder.parent == MEMORY_FOLDER or not os.access(MEMORY_FOLDER, os.W_OK)


def test_wrong_port_of_a_method_is_a_mismatch(root: Path, octave: Octave) -> None:
    """Also where a convention is looked for in what the method's code says."""
    (root / "port.py").write_text("def measure(scale):\n    return 9.0 * scale, 13.0 * scale\n")
    (root / "parity.toml").write_text(
        '[box]\noriginal = "Box.m:Box.measure"\nport = "port.py:measure"\nconstructor = ["1 + scale"]\n'
        '[[box.case]]\nname = "one"\nargs = ["2"]\n'
    )
    table = load_table(root / "parity.toml")
    (result,) = verify(table, reference="live", session=octave).results
    assert result.verdict == "MISMATCH"
    assert [output.name for output in result.outputs if output.mismatch] == ["rim"]
