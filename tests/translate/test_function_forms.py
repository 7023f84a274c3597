"""Further forms of functions of the tables: options and outputs beyond the first; each is run on both sides."""

from pathlib import Path

import pytest

from matdrop.engines.octave_session import Octave
from tests.translate.test_functions import faults, original_of, split_rows

# The values that rows name are those of test_functions.py.
FORMS = {
    "decompositions": """eig(S,S+eye(3)) eig([1,2;3,4],S(1:2,1:2)) null([1,2;2,4]) null(A) null([1 2 3;4 5 6]) orth(A)
        orth([1 2;2 4;0 0]) orth(r) [x,y]=svd(A) [x,y,z]=svd(A) [x,y,z]=svd(r) [x,y,z]=svd(A,'econ') [x,y,z]=svd(A,0)
        [x,y]=eig(S) [x,y]=eig([2,1;1,2]) [x,y]=eig([1,2;3,4]) [x,y]=eig([0,1;-1,0])
        [x,y]=eig(S,S+2*eye(3)) [x,y]=eig(S,[1,2,3;0,1,2;0,0,3]) cond(S,1) cond(S,'fro') cond(S,inf)""",
    "signals": """fft2(A,5,6) fftn(A,[5,6]) ifft2(A,3,3) conv2([1 2 1],[1;0;-1],A) conv2([1;2;1],[1 0 -1],A,'same')
        hamming(5,'periodic') hann(4,'periodic') hann(4,'symmetric') blackman(4,'periodic') hamming(k,'symmetric')
        interp1(r,r) interp1([3 4 5 6 7],1.5) interp1(r',1.5) interp1(1:5,r,2.2,'*linear') interp1(1:4,A,2.5)
        interp1(1:4,A,[1.5;2.5]) interp1(A,2.5) interp1(A,[1.5 2.5 3]) interp1(1:4,A,[1.5,2.5],'linear',0)
        interp2(1:3,1:4,A,1.5,2.5,'nearest') interp2(1:3,1:4,A,1.5,9,'linear',0) interp2(A,[1.5 2.2],[1 1],'*linear')
        interp2(A,[1.5 2.2;1 2],[1 1;3 9],'nearest')""",
    "statistics": """diff(A,[],2) dot(A,A,2) dot(A,A,1) corr(c,c+[1;2;0;1]) corr(A,A(:,[2 1 3])) cov(r,r.^2) cov(A,1)
        cov(A,0) cov(c,c+1) cov(A,A+1) corrcoef(A,A+1) accumarray([1;2;1],c(1:3),[],@max) mode(A) mode(A,2)
        accumarray([1;4;1],c(1:3),[5,1],@(x)sum(x)*2) mode([1 1 2 2]) [x,y]=mode(c) [x,y]=mode(A) histc(A,0:3)""",
    "special functions": """besseli(1,c,1) besselk(1,c,1) besselj(1,c,0) gamma(A) gamma(k-9) gammainc(c,2,'upper')
        gammainc(c,2,'lower') betainc(0.3,c,2,'upper') legendre(2,0.3,'sch') legendre(3,r/10,'norm')
        legendre(2,0.3,'unnorm') complex(r) complex(1,2) gcd(12,[18,20]) gcd(12,18,9) [x,y]=gcd(12,18)
        [x,y,z]=gcd(12,18) [x,y,z]=gcd(k,[18,-20,0]) [x,y,z]=gcd(-12,18) [x,y,z]=gcd(0,5) mod(5,0) mod(k,0)""",
    "made of a class or a size": """cast(A,'like',single(1)) zeros(2,'like',u) zeros(size(A),'like',single(n))
        ones(2,2,'like',A) NaN(2,'single') NaN(2,3,'single') Inf(1,1,'single') [x,y,z]=meshgrid(1:2,1:3,1:2)
        [x,y,z]=ndgrid(1:2,1:3,1:2) [x,y,z]=meshgrid(1:2) linspace(c,c+1,3) linspace([1;2],5,4)
        ismember('a','abc') ismember('t',t)""",
}


def statement_of(row: str, place: int) -> tuple[str, int]:
    """Return the assignment that a row is, with outputs that are numbered from a place, and how many there are."""
    names, equals, value = row.partition("=")
    if not (names.startswith("[") and names.endswith("]") and equals):
        return f"y{place} = {row};", 1
    count = names.count(",") + 1
    outputs = ", ".join(f"y{place + k}" for k in range(count))
    return f"[{outputs}] = {value};", count


@pytest.mark.parametrize("group", FORMS)
def test_forms_agree_with_octave(octave: Octave, tmp_path: Path, group: str) -> None:
    statements, rows = list[str](), list[str]()
    for row in split_rows(FORMS[group]):
        statement, count = statement_of(row, len(rows) + 1)
        statements.append(statement)
        rows += [row] * count
    assert faults(octave, original_of(tmp_path, statements, len(rows)), rows) == []
