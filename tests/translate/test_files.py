"""Files and folders: what an original writes and reads, its port does in a folder of its own."""

from pathlib import Path

import pytest

from matdrop.engines.octave_session import Octave
from tests.translate.test_port import proof_of

# Each source writes what it reads; the arguments are those of two cases.
SOURCES = {
    "lines by a format": """function [a, b, c, n, t, e] = f(x)
        fid = fopen('out.txt', 'w');
        for k = 1:numel(x)
            n = fprintf(fid, '%d %g\\n', k, x(k));
        end
        fprintf(fid, 'end\\n'); fputs(fid, 'last'); fclose(fid);
        [fid, e] = fopen('out.txt', 'rt');
        a = fscanf(fid, '%f %f', [2 Inf]);
        b = fgetl(fid);
        c = [ftell(fid), fseek(fid, 2, 'bof')];
        t = fread(fid, [1 3], '*char');
        frewind(fid);
        c = [c, fread(fid, 2)', exist('out.txt', 'file')];
        fclose(fid);
        delete('out.txt');
        c(end + 1) = exist('out.txt', 'file');
        end""",
    "orders of bytes": """function [p, q, r] = f(x)
        fid = fopen('b.bin', 'w', 'ieee-le'); fwrite(fid, uint8([numel(x) 2 3 4 5 6])); fclose(fid);
        fid = fopen('b.bin', 'r', 'native');
        p = fread(fid, 1, 'uint16', 'b'); q = fread(fid, [1 1], 'int16=>int16', 0, 'ieee-le');
        r = fread(fid, 1, 'uint16', 0, 'ieee-be');
        fclose(fid); delete('b.bin');
        end""",
    "tables": """function [a, b, c, d, e] = f(x)
        dlmwrite('m.txt', x * pi); dlmwrite('t.txt', ['ab'; 'cd'], 'delimiter', ''); csvwrite('m.csv', [x; x + 1]);
        dlmwrite('n.txt', x, 'delimiter', '\\t', 'precision', 3);
        a = dlmread('m.txt'); b = csvread('m.csv', 1, 0); c = dlmread('n.txt', '\\t'); d = importdata('m.csv');
        e = fileread('t.txt'); delete m.txt t.txt; delete('m.csv', 'n.txt');
        end""",
    "variables": """function [a, b, c, d] = f(x)
        M = x; q = {1, 'ab'}; s.u = x(1); s.v = {1, [2 3]}; t = 'text'; u = x > 1;
        save('d.mat', 'M', 'q', 's', 't', 'u');
        save e.mat -v7 x
        clear M q
        load d.mat
        a = M + s.u; b = q{2};
        z = load('d.mat', 's', 't', 'u');
        c = [z.s.v{2}, z.u(1)]; d = [z.t, class(z.u)];
        delete('d.mat'); delete e.mat
        end""",
    "columns": """function [a, b, c] = f(x)
        fid = fopen('c.csv', 'w'); fprintf(fid, 'name;v\\n'); fprintf(fid, 'n%d;%g\\n', [1:numel(x); x]); fclose(fid);
        fid = fopen('c.csv'); r = textscan(fid, '%s %f', 'Delimiter', ';', 'HeaderLines', 1); fclose(fid);
        a = r{1}; b = r{2}; c = fileread('c.csv'); delete('c.csv');
        end""",
    "folders": """function [a, b, c] = f(x)
        [a, m] = mkdir('of_f'); dlmwrite('of_f/t.txt', x); files = dir('of_f');
        b = {files(~[files.isdir]).name};
        c = [isfolder('of_f'), exist('of_f', 'dir'), numel(dir('of_f/*.txt')), isempty(m)];
        delete('of_f/*.txt'); rmdir('of_f'); c(end + 1) = isfolder('of_f');
        end""",
}


@pytest.mark.parametrize("what", SOURCES)
def test_files_are_written_and_read(octave: Octave, tmp_path: Path, what: str) -> None:
    proof = proof_of(octave, tmp_path, SOURCES[what], ("[1.5 2 3]",), ("[4 5]",))
    assert proof.is_proven, proof.port.text


def test_a_folder_may_hold_one_file(octave: Octave, tmp_path: Path) -> None:
    source = """function y = f(n)
        for k = 1:n, dlmwrite(sprintf('of_f_%d.txt', k), k); end
        files = dir('of_f_*.txt'); y = {};
        for k = 1:numel(files), if ~files(k).isdir, y{end + 1} = files(k).name; end, end
        y = [y, {files.name}]; delete('of_f_*.txt');
        end"""
    for cases in ([("1",)], [("1",), ("3",)]):
        proof = proof_of(octave, tmp_path, source, *cases)
        assert proof.is_proven, proof.port.text


def test_files_beside_the_original_are_found(octave: Octave, tmp_path: Path) -> None:
    (tmp_path / "table.txt").write_text("1 2\n3 4\n")
    (tmp_path / "names.csv").write_text("x,1\ny,2.5\n")
    source = """function [a, b, c] = f(n)
        load table.txt
        a = table(n, :);
        fid = fopen('names.csv'); b = textscan(fid, '%s %f', 'Delimiter', ','); fclose(fid); b = b{2};
        c = csvread('table2.txt');
        end"""
    (tmp_path / "table2.txt").write_text("5,6\n,8\n")
    proof = proof_of(octave, tmp_path, source, ("1",), ("2",))
    assert proof.is_proven, proof.port.text
    assert "table = loaded(" in proof.port.text


def test_files_in_the_folder_above_are_found(octave: Octave, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data/numbers.csv").write_text("1,2\n3,4\n")
    inner = tmp_path / "code"
    inner.mkdir()
    source = "function y = f(x)\n  y = csvread('../data/numbers.csv') * x;\nend\n"
    proof = proof_of(octave, inner, source, ("2",), ("[1; 2]",))
    assert proof.is_proven, proof.port.text
