"""Start-up scripts are read, and never run."""

from pathlib import Path

import pytest

from matdrop.source.startup import added_folders, startup_scripts

# The lines of a script in /project/tools, and the folders that it adds, as MATLAB searches them.
LINES = {
    "addpath('lib')": ["tools/lib"],
    "addpath lib": ["tools/lib"],
    "addpath('lib', 'more')": ["tools/lib", "tools/more"],
    "addpath('lib'); addpath('more')": ["tools/more", "tools/lib"],
    "addpath('lib'); addpath('more', '-end')": ["tools/lib", "tools/more"],
    "addpath(fullfile(pwd, 'lib'))": ["tools/lib"],
    "addpath([pwd '/lib'])": ["tools/lib"],
    "addpath([pwd filesep 'lib'])": ["tools/lib"],
    "addpath(strcat(pwd, '\\lib'))": ["tools/lib"],
    "addpath('.\\lib')": ["tools/lib"],
    "addpath(fileparts(mfilename('fullpath')))": ["tools"],
    "here = fileparts(mfilename('fullpath'));\naddpath(fullfile(here, 'lib'))": ["tools/lib"],
    "[here, ~, ~] = fileparts(mfilename('fullpath'));\naddpath(fullfile(here, '..', 'other'))": ["other"],
    "root = fileparts(fileparts(mfilename('fullpath')));\naddpath([root '/other'])": ["other"],
    "addpath(genpath('lib'))": ["tools/lib", "tools/lib/deep"],
    "addpath(genpath(fullfile(fileparts(which('setup')), 'lib')))": ["tools/lib", "tools/lib/deep"],
    "addpath([pwd '/lib' pathsep pwd '/more'])": ["tools/lib", "tools/more"],
    "function setup()\nif ~exist('f', 'file')\n  addpath('lib');\nend\nend": ["tools/lib"],
    "base = which('setup'); base = base(1:end-8);\naddpath([base, '/lib'])": ["tools/lib"],
    "addpath(getenv('TOOLBOX'))": [],
    "addpath('not_there')": [],
    "here = somewhere();\naddpath(fullfile(here, 'lib'))": [],
    "x = 'addpath(lib)'; % addpath('lib')": [],
    "delete('../other/g.m'); error('never run')": [],
}


@pytest.mark.parametrize("lines", LINES)
def test_folders_of_addpath_lines(tmp_path: Path, lines: str) -> None:
    for folder in ("tools/lib/deep", "tools/lib/private", "tools/lib/+pkg", "tools/lib/.git", "tools/more", "other"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "other/g.m").touch()
    (tmp_path / "tools/setup.m").write_text(lines)
    assert added_folders(tmp_path / "tools/setup.m") == [tmp_path / folder for folder in LINES[lines]]
    assert (tmp_path / "other/g.m").exists()


def test_start_up_scripts_are_known_by_their_names(tmp_path: Path) -> None:
    names = [
        "startup.m",
        "setup_all.m",
        "install.m",
        "initPaths.m",
        "addpaths.m",
        "add_path.m",
        "setpath.m",
        "SFS_start.m",
    ]
    for name in [*names, "f.m", "restart.m", "setup.txt"]:
        (tmp_path / name).touch()
    assert [path.name for path in startup_scripts(tmp_path)] == sorted(names)
