"""`matdrop mcp`, driven by the SDK's own client: five ports from wrong to proven by its answers alone."""

import asyncio
import json
import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from matdrop import cli
from matdrop.cli.mcp import server_of
from matdrop.engines.octave_session import Octave
from matdrop.explain.workbench import Workbench

mcp = pytest.importorskip("mcp", reason="the extra mcp is not installed")

# By pair: the original's body, the port's line that is wrong, and the arguments of its cases.
PAIRS = {
    "spread": ("y = std(x);", "y = np.std(x, axis=0)", ["magic(4)", "[1 2; 3 5; 4 9]"]),
    "folded": ("y = reshape(x, [], 2);", "y = x.reshape(-1, 2)", ["magic(4)", "[1 5 2 7; 3 3 8 0]"]),
    "halves": ("y = round(x);", "y = np.round(x)", ["[0.5 1.5 2.5]", "[-0.5 3.5; 1 2.5]"]),
    "floored": ("y = floor(x);", "y = np.ceil(x)", ["[0.5 2; -3.5 5]", "[1.2 -0.2]"]),
    "scaled": ("y = x ./ 3;", "y = x * 3", ["magic(4)", "[1 2; 3 5; 4 9]"]),
}
Call = Callable[..., Awaitable[dict[str, Any]]]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, (original, port, _) in PAIRS.items():
        (tmp_path / f"{name}.m").write_text(f"function y = {name}(x)\n    {original}\nend\n")
        (tmp_path / f"{name}.py").write_text(f"import numpy as np\n\n\ndef {name}(x):\n    {port}\n    return y\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def talk(script: Callable[[Call], Awaitable[None]]) -> None:
    """Run a script with a function that calls a tool and returns its typed answer."""

    async def run() -> None:
        with Workbench() as bench:
            async with mcp.Client(server_of(bench)) as client:

                async def call(tool: str, **arguments: Any) -> dict[str, Any]:
                    result = await client.call_tool(tool, arguments)
                    assert not result.is_error, result.content[0].text
                    answer: dict[str, Any] = result.structured_content
                    return answer

                await script(call)

    asyncio.run(run())


def test_five_ports_from_wrong_to_proven_by_answers_alone(project: Path, octave: Octave) -> None:
    async def port_them(call: Call) -> None:
        assert "5 pairs" in (await call("init", paths=["."]))["text"]
        table = "".join(
            f'[{name}]\noriginal = "{name}.m"\nport = "{name}.py:{name}"\n'
            + "".join(f'[[{name}.case]]\nname = "c{k}"\nargs = ["{args}"]\n' for k, args in enumerate(cases))
            for name, (_, _, cases) in PAIRS.items()
        )
        (project / "parity.toml").write_text(table)
        answer, wrong = await call("verify"), set[str]()
        for _ in range(3):
            if answer["as_expected"]:
                break
            wrong |= {fault["pair"] for fault in answer["faults"]}
            assert answer["next"] == "fix"
            await call("fix", names=sorted({fault["pair"] for fault in answer["faults"]}), write=True)
            answer = await call("verify")
        assert wrong == set(PAIRS)
        assert answer["as_expected"], answer
        assert answer["next"] == "adequacy, then record"
        assert len(answer["passed"]) == 10
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("matdrop.engines.find.session_of", None)  # the warm engine records: no other is started
            recorded = await call("record")
        assert recorded["ok"]
        saved = await call("verify", reference="saved")
        assert saved["as_expected"]
        assert saved["summary"] == "10 cases: 10 saved; 0 stale"

    talk(port_them)
    assert "ddof=1" in (project / "spread.py").read_text()


def test_the_other_tools_answer_in_their_types(project: Path, octave: Octave) -> None:
    table = (
        '[scaled]\noriginal = "scaled.m"\nport = "scaled.py:scaled"\n[[scaled.case]]\nname = "one"\nargs = ["[0 0]"]\n'
    )
    (project / "parity.toml").write_text(table)
    (project / "spread.py").write_text("import numpy as np\ny = np.std([1, 2])\n")

    async def ask(call: Call) -> None:
        measured = await call("adequacy", at_most=10)
        assert measured["pairs"][0]["pair"] == "scaled"
        assert measured["pairs"][0]["survivors"], "0 times 3 is 0 divided by 3"
        found = await call("search", pair="scaled", seconds=1)
        assert found["pair"] == "scaled"  # how far a second reaches depends on the machine
        explained = await call("explain", pair="scaled")
        assert explained["as_expected"]
        (row,) = (await call("pitfalls", query="spread.py"))["result"]
        assert (row["id"], row["where"]) == ("std-ddof", "spread.py:2")
        assert (await call("pitfalls", query="std-ddof"))["result"][0]["matlab"]

    talk(ask)


def test_an_original_gets_a_port_that_is_proven(project: Path, octave: Octave) -> None:
    async def port_it(call: Call) -> None:
        answer = await call("port", original="spread.m", args=["magic(4)", "-[1 2; 3 5; 4 9]"], output="ported.py")
        (port,) = answer["ports"]
        assert answer["proven"], port
        assert [case["verdict"] for case in port["cases"][:2]] == ["PASS", "PASS"]
        assert (port["port"], port["untranslated"]) == ("ported.py", [])
        (project / "draws.m").write_text("function y = draws(x)\n  y = mex_of_ours(x);\nend\n")
        (project / "mex_of_ours.m").write_text("function y = mex_of_ours(x)\n  y = evalin('caller', 'x');\nend\n")
        answer = await call("port", original="draws.m", args=["3"], output="draws.py")
        assert not answer["proven"]
        assert answer["ports"][0]["untranslated"][0]["line"] == 2
        assert answer["next"].startswith("mend what is in untranslated")

    talk(port_it)
    assert "np.std(x, axis=0, ddof=1" in (project / "ported.py").read_text()


def test_a_refusal_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    async def run() -> None:
        with Workbench() as bench:
            async with mcp.Client(server_of(bench)) as client:
                result = await client.call_tool("verify", {})
                assert result.is_error
                assert "no parity.toml in" in result.content[0].text
                assert "next: write one with `matdrop init FOLDER`" in result.content[0].text
                refused = await client.call_tool("init", {"paths": ["--nonsense"]})
                assert refused.is_error and "give names and paths only" in refused.content[0].text

    asyncio.run(run())


def test_it_serves_on_standard_input_and_output(tmp_path: Path) -> None:
    server = mcp.StdioServerParameters(
        command=sys.executable, args=["-m", "matdrop", "mcp"], cwd=tmp_path, env=dict(os.environ)
    )

    async def run() -> None:
        async with mcp.Client(server) as client:
            tools = {tool.name: tool for tool in (await client.list_tools()).tools}
            assert " ".join(sorted(tools)) == "adequacy explain fix init pitfalls port record search verify"
            assert all(tool.description and tool.output_schema for tool in tools.values())
            assert json.dumps(tools["verify"].output_schema).count("declaration") > 0

    asyncio.run(run())


def test_the_skill_names_every_tool(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["mcp", "--skill"]) == 0
    skill = capsys.readouterr().out
    assert skill.startswith("---\nname: port-matlab\n")
    assert all(
        f"`{tool}`" in skill
        for tool in ("pitfalls", "init", "verify", "fix", "explain", "adequacy", "search", "record")
    )


def test_without_the_extra_it_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "mcp.server.mcpserver", None)
    assert cli.main(["mcp"]) == 2
    assert 'pip install "matdrop[mcp]"' in capsys.readouterr().err
