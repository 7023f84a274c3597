"""Forms of functions of numbers, each run in Octave and, translated, in Python."""

from pathlib import Path

import pytest

from matdrop.cases.case import Case
from matdrop.cases.pair import pair_of
from matdrop.engines.octave_session import Octave
from matdrop.translate.observation import observe
from matdrop.translate.port import write_port
from matdrop.translate.proof import judge_port
from tests.translate.test_function_forms import faults_of_forms
from tests.translate.test_functions import ARGUMENTS, OTHERS, faults, original_of, split_rows

# The values that rows name are those of test_functions.py.
FORMS = {
    "of angles in degrees": """cotd(30) cotd(r) secd(r) cscd(45) acotd(2) sind(180) sind(30) cosd(90) cosd(60) tand(45)
        tand(180) sind(r) cosd([0 90 180]) tand([0 90 135]) atan2d(1,2) acsch(2)""",
    "special functions": """besselh(0,1,1) besselh(1,2,c) besselh(0,c) airy(0,1) airy(1) [x,y]=ellipke(0.5)
        [x,y,z]=ellipj(0.2,0.5) [x,y,z]=ellipj(c/5,0.5) betaincinv(0.5,1,2) betaincinv(0.3,c,2) nextpow2(0) nextpow2(A)
        nextpow2(r)""",
    "polynomials": """[x,y]=polyfit(1:5,r,1) [x,y]=polyfit(c+[0;1;2;3],c,2) polyval(r,2,[],[1;2])
        polyval(r,A,[],[1 2]) polyvalm([1 2 3],S) poly(S) poly(A(1:3,:)) polyder(5) spline(1:3,[0 c(1:3)' 0],1.5)
        spline(1:3,[0 c(1:3)' 0],[1.5 2])""",
    "signals": """detrend(r) detrend(c) detrend(A) detrend(c,'constant') detrend(c,2) detrend(A,0) freqz([1 2],1,4)
        [x,y]=freqz([1 2],[1 0.5],4) [x,y]=freqz([1 2],[1 0.5],[0.1 0.2]) [x,y]=freqz([1 2],[1 0.5],8,'whole')
        [x,y]=freqz([1 2],1) del2(magic(5)) del2(A) del2(A,2) del2(magic(5)(1:3,:)) del2(r) hamming(1)""",
    "repeated and rescaled": """repelem(r,2) repelem(c,2) repelem([1 2 3],[1 2 3]) repelem(A,2,1) repelem(A,1,2)
        repelem(n,3) repelem(n,2,2) repelem([1;2],[2;1]) repelem(A,[1 2 1 1],1) rescale(r) rescale(A) rescale(r,-1,1)
        polyarea([0 1 1 0],[0 0 1 1]) polyarea(r,r.^2) lscov(A,c) vech(S) logspace(0,pi,3) colon(1,2,5)""",
    "of one number": """cumsum(n,2) cumprod(n,1) sort(n,2) sort(n,'descend') [x,y]=sort(n,1) sortrows(n,1) corrcoef(n)
        zscore(n) zscore(A) zscore(r,1) postpad(n,3) prepad(n,3) prepad(r,0) postpad(r,7)""",
    "iterations": """pcg(S,[1;2;3]) pcg(S,[1;2;3],1e-8,100) pcg(S*S,[1;2;3],1e-3)""",
    "quantiles": """prctile(c,[30 60]) prctile(A(:),[30 60]) prctile(r,[30;60]) prctile(r,[30 60]) quantile(c,[0.3;0.6])
        prctile(A,[30 60]) prctile(A,30) quantile(A(:,1),[0.1 0.5 0.9]) prctile(5,[30 60]) iqr(c) iqr(r) iqr(A)""",
    "extremes of complex numbers": """max(1+2i,3) min(1+2i,3) max(complex(r,1),2) min(complex(A,1),complex(1,A))""",
    "order of complex numbers": """sort([2 1+2i -2 -1-2i]) [x,y]=sort([2 1+2i -2 -1-2i NaN]) sort([1;1i;-1;-1i])
        [x,y]=sort([2 1+2i -2 -1-2i NaN],'descend') sort([1+2i 3;2 -1i],2) unique([1+2i 3-1i 2 3-1i])
        [x,y,z]=unique([1+2i 3-1i 2 3-1i])""",
    "of what is empty, or of three dimensions": """[x,y,z]=unique(zeros(1,0)) [x,y,z]=unique(zeros(0,3))
        [x,y,z]=unique([]) [x,y]=find(reshape(1:12,2,3,2)>4) [x,y,z]=find(reshape(1:6,1,3,2))
        repmat(reshape(1:12,2,3,2),2,1) repmat(reshape(1:6,1,3,2),2) repmat(reshape(1:12,2,3,2),[2,1])
        range([]) range(zeros(0,3)) range([1 NaN 3]) range(b) range(A,2) range(A) range(n)""",
    "of logical values": """round(b) cumtrapz([true false;true true]) real(b) imag(b)""",
    "that are real numbers of integers": """log10(u(1)) sqrt(u(1,1)/2)*300 exp(u(1))+1 gamma(u(2)) atan2(u(1),1)
        sin(int16(k)) abs(int16(k))-n sqrt(single(n)) log(single(r)) asin(single(r))
        erf(int32(k)) log(int16(r(1:2))) atan(int8(k))*2""",
    "that keep a class": """num2cell(u) num2cell(int8(r)) num2cell(single(n)) num2cell(single(A))""",
    "first places": """[x,y]=find(A>2,2) [x,y]=find(A>2,1) [x,y]=find(A,2,'last') [x,y]=find(r>0,1)
        [x,y]=find(c>1,2)""",
    "never negative": """sqrt((A-1).^2+1) sqrt(abs(r)) sqrt(sum(A.^2,2)) log(1+r.^2) sqrt(r*r') sqrt(mean(A.^2))
        (r.^2+1).^0.25 sqrt(sum((A-1).*(A-1))) log(numel(r)) sqrt(n^2-1) sqrt(max(A,0)) sqrt(min(A,2))""",
}


@pytest.mark.parametrize("group", FORMS)
def test_forms_of_numbers_agree_with_octave(octave: Octave, tmp_path: Path, group: str) -> None:
    assert faults_of_forms(octave, tmp_path, FORMS[group]) == []


# Statements that set y; each is run in Octave and, translated, in Python.
STATEMENTS = """y=A; y(:)=[];
y=A; y(:,:)=[];
y=A; y(:,[1 3])=[];
y=A; y(3)=[];
y=zeros(2,2,2); y(:,:,1)=[];
y=zeros(2,2,3); y(:,1,:)=[];
y=t; y(end)=[];
y=t; y(end-1)=[];
y=t; y(1)=[];
y=[1/0, -1/0, r/0];
y=mod(0.3,0.1)+mod(-0.3,0.1)+rem(0.3,0.1);
y=[mod(r,0.5);mod(r,2*pi);rem(r,0.5)];
y=[rem(5,0);mod(5,0)];
y=mod(r,[1 0 2 0.5 3]);
y=rem(r,[1 0 2 0.5 3]);
y=mod(u,uint8(3));
y={[int8(1) 2.7], [int8(1) n k; 300 -2.5 n], bitcmp(u), bitcmp(uint8(5)), bitcmp(k), nargchk(1,11,nargin)};
[y,z]=gradient(r); y=[y;z];
[y,z]=gradient([1 4 -2 8],2,3); y=[y;z];
y={diag(n), diag(n,1), diag(k,-1), diag(n,0)};
error(nargchk(0,11,nargin)); y=k;
z=nargchk(0,11,nargin); error(z); y=k;
z=''; error(z); error(''); error([]); y=k;
z={1,[1 2],[]}; y=cellfun(@(x)numel(x),z);
z={1,[1;2]}; q={2,3}; y=cellfun(@(x,a)sum(x)*a,z,q);
z={'a',[1;2]}; y=cellfun(@(x)numel(x),z);
z=[]; y=r(1:z);
z=[]; y=sum(r(z:3));
y=[1 2;3 4;5 6]\\[1 NaN 2;1 1 Inf;2 2 2];
z=Inf; y=z:z;
rand('state',0); y=1;
y=reshape(A(1:2,1:2),[1 2 1 2]).*reshape(r(1:4),[2 1 2 1]);
z={'a','b'}; q={1,[2 3]}; z={z{:};q{:}}; y=struct(z{:}); z=[z(1,:),z{2,2}];
y=[pcg(S,[1;2;3]),pcg(S,[1;2;3],1e-8,100),pcg(S*S,[1;2;3],1e-3),pcg(sparse(S),[1;2;3],1e-10)];
"""


@pytest.mark.parametrize("statement", STATEMENTS.splitlines())
def test_statements_agree_with_octave(octave: Octave, tmp_path: Path, statement: str) -> None:
    file = original_of(tmp_path, [statement, "y1 = y;"], 1)
    assert faults(octave, file, [statement, statement]) == []


def test_where_no_case_has_come_all_indices_are_kept(octave: Octave, tmp_path: Path) -> None:
    branch = "if n < 0, y(1, 2, 2) = k; y(:, 1, 2) = y(1, 2, 2) + 1; end"
    file = original_of(tmp_path, ["y = zeros(2, 2, 2);", branch, "y1 = y;"], 1)
    shown, other = (Case(pair_of(file, ""), "case_1", args, 1, {}) for args in (ARGUMENTS, OTHERS))
    port = write_port(file, observe([shown], octave))
    assert [result.verdict for result in judge_port(port, [shown, other], octave)] == ["PASS", "PASS"]


# Statements that set y where no case has come; they are run on a case that does.
UNREACHED = """y=[]; y(3)=1; y(end+1)=2;
y=[]; y(2,3)=1;
y=[]; for i=1:3, y(i)=i^2; end
y=[]; for i=1:3, y(i,:)=[i i^2]; end
y=[]; for i=1:3, y=[y i]; end
y=[]; y=[y;1 2]; y=[y;3 4];
x(2,3)=4; y=x;
x=1; x(3)=4; y=x;
y=[sum(sum(A.*A)), prod(sum(1:3)), sum(A(:)), mean(r)];
y=A(1,:)==max(A(1,:));
y=diff(r)./diff(1:5);
y=[1+2i 3]';
y=arrayfun(@(x)x^2,r);
z=t; z(1)='X'; y=double(z);
z=[t '!']; z(end)=[]; y=z+0;
z=sprintf('%d',k); z(end+1)='!'; y=double(z);
f=@(x)c(x); y=f(1:2);
f=@(x)r(x); y=f([1;2]);
f=@(x)A(x); y=f([1 2;3 4]);
f=@(x)x+1; y=feval(f,k);
z=k-9; y=zeros(z);
z=k-9; y=eye(z)*2;
z=k-9; y=full(speye(z));
z=k-9; y=repmat(A,z,1);
z=k-9; y=repmat(A,z);
z=k-9; y=repmat({'a'},1,z);
z=k-9; y=repmat(struct('a',1),z,1);
y=repmat('ab',1,k);
z=A(1,:); q=z>1; y=z(q);
z=A; q=z(1,:)>1; y=z(:,q);
z=A; q=z(1,:)>1; z(:,q)=5; y=z;
z=r; y=z([true false true true false]);
z=1:5; q=z>2&z<5; y=z(~q);
z=zeros(1,2); z(2:5)=1:4; y=z;
z=A; z(1,1)=z(1,1)+1i; y=z;
y=setdiff(r,2);
y=intersect(r,[1 2 9]);
y=union([1 3],2);
y=cross([1 2 3],[k 1 0]);
y=histc(r,1:3);
z=[t;t]; y=double(z(2,:));
z=char(k+60); y=[z 'x'];
"""


@pytest.mark.parametrize("statement", UNREACHED.splitlines())
def test_where_no_case_has_come_statements_agree(octave: Octave, tmp_path: Path, statement: str) -> None:
    file = original_of(tmp_path, ["y1 = A;", "if n < 0", statement, "y1 = y;", "end"], 1)
    shown, other = (Case(pair_of(file, ""), "case_1", args, 1, {}) for args in (ARGUMENTS, OTHERS))
    port = write_port(file, observe([shown], octave))
    assert [(result.verdict, result.error) for result in judge_port(port, [other], octave)] == [("PASS", None)]


# Forms of x, written from rows, from what is empty, and from numbers; of A from matrices, and from vectors.
OF_ALL_SIZES = {
    "x": (
        ("[3 1 2.5]", "[4 4 -1 7]", "[]", "5", "[NaN 1 2]"),
        """filter(1,[1 0.5],x) arrayfun(@(a)a^2,x) histc([x,1],0:3) trapz([x,1,2]) union([x,8],[1 2]) dot([x,1],[x,1])
        setdiff([x,1],1) intersect([x,1],[1 2]) norm([x,1],1) numel(unique(x)) unique([x,NaN,1])
        polyfit(1:numel([x,1,2]),[x,1,2],1)""",
    ),
    "e": (
        ("[3 1 1;2 1 2]", "[]", "zeros(1, 0)", "zeros(0, 3)", "zeros(3, 0)", "7"),
        """mean(e) meansq(e) mode(e) corrcoef(numel(e),3) cov(e) cov(e(:))""",
    ),
    "q": (
        ("[3 1;1 2]", "[]", "zeros(1, 0)", "zeros(0, 3)", "zeros(3, 0)", "7"),
        """inv(q) pinv(q) eig(q) chol(q) orth(q) det(q) cond(q) roots(q(:)') polyint(q(:)') fft2(q) ifft2(q) poly(q)
        conv2(q,[1 2;3 4]) conv2([1 2;3 4],q,'same') filter2(q,[1 2;3 4]) intersect(q,[1 7]) filter(1,[1 0.5],q)
        numel(corrcoef(q)) conv([1 q(:)'],2)""",
    ),
    "d": (
        ("[3 2]", "4", "[2 0]"),
        """zeros(d) size(ones(d)) corrcoef(d)""",
    ),
    "h": (
        ("[1 2 3 4 11]", "[1;2;3;10]", "[1 3 5;2 4 6.5]", "7", "[2 2]", "[1 NaN 5 2 -Inf]", "[0.1 0.2 0.3;0.7 0.1 0]"),
        """hist(h) hist(h,4) hist(h,[1 3 5]) hist(h,3,1) hist(h,12) hist(h,25) hist(h,0:0.5:12) hist(h(:)',[3 1 5.5],2)
        nchoosek(abs(h(isfinite(h))),1)""",
    ),
    "A": (
        ("[4 1;2 3]", "[2 0 1;1 3 2]", "[1 2 5]", "[1;2;4]", "7"),
        """norm(A,1) norm(A,inf) cov(A) trapz([A;A]) trapz(A+1) setdiff(A(:,1),7) union(A(1,:),7)
        numel(num2str(A)) length(num2str(A)) size(num2str(A)) numel([num2str(A);num2str(A)]) eig(A'*A)
        (A'*A+eye(size(A,2)))^-1 (A*A'+eye(size(A,1)))^-2""",
    ),
}


@pytest.mark.parametrize("name", OF_ALL_SIZES)
def test_forms_agree_whatever_the_size_is(octave: Octave, tmp_path: Path, name: str) -> None:
    inputs, forms = OF_ALL_SIZES[name]
    lines = [f"y{k} = {form};" for k, form in enumerate(split_rows(forms))]
    outputs = [line.partition(" ")[0] for line in lines]
    file = tmp_path / "original.m"
    file.write_text("\n".join([f"function [{', '.join(outputs)}] = original({name})", *lines, "end"]), encoding="utf-8")
    cases = [Case(pair_of(file, ""), f"case_{k}", (one,), 1, {}) for k, one in enumerate(inputs)]
    results = judge_port(write_port(file, observe(cases, octave)), cases, octave)
    assert [(one.case.args, str(one.error), [o.name for o in one.outputs if o.mismatch]) for one in results
            if one.verdict != "PASS"] == []  # fmt: skip


# Statements that set y, of x in all these sizes at once.
SIZES = ("[3 1 2.5]", "[4;4;-1]", "[3 1;1 2;5 0]", "zeros(1, 0)", "5", "[1 NaN 3]")
STATEMENTS_OF_SIZES = """y=gradient([x;x+1]); y=gradient(x([1:end 1 1]));
for k=1:numel(x), z=k; end; y=k;
for k=numel(x):-1:2, z=k; end; y=[k 5];
for k=numel(x):-1:2, z=k; end; y=isempty(k);
z=x; z(end+1)=1.5; y=z;
z=int32(x); z(end+1)=1.6; y=z;
z=int32(x(:)); z(end+1,1)=1.6; y=z;
z=sparse(x); y=full(sum(z));
z=sparse(x); y=full(z'*z);
z=sparse(x); y=full([z z]);
y=full(sparse(single(x)));
y=real(x>1); y(1)=9;
y=[]; y(x>100)=1;
z=[]; if numel(x)==3, z=[1;2]; end; y=z(:);
y=[]; y(x>100)=x(x>100); y(x<=100)=2;
z=[]; for k=1:numel(x), q.a=k; z=[z, q]; end; y=numel(z);
z=[]; for k=1:min(numel(x),1), q.a=k; z=[z, q]; end; y=numel(z); for q=z, y=y+q.a; end
"""


@pytest.mark.parametrize("statement", STATEMENTS_OF_SIZES.splitlines())
def test_statements_agree_whatever_the_size_is(octave: Octave, tmp_path: Path, statement: str) -> None:
    file = tmp_path / "original.m"
    file.write_text(f"function y = original(x)\n{statement}\nend\n", encoding="utf-8")
    cases = [Case(pair_of(file, ""), f"case_{k}", (one,), 1, {}) for k, one in enumerate(SIZES)]
    results = judge_port(write_port(file, observe(cases, octave)), cases, octave)
    refused = {"BOTH FAILED", "ORIGINAL FAILED"}  # of a matrix some statements are errors
    assert [(one.case.args, str(one.error)) for one in results if one.verdict not in {"PASS", *refused}] == []


def test_parameters_that_divide_or_are_exponents_are_numpys(octave: Octave, tmp_path: Path) -> None:
    file = tmp_path / "original.m"
    body = "b = a - 1; y = [9.81/a, 1/b, k/2, n^3, 2^m];"
    file.write_text(f"function y = original(a, k, n, m)\n{body}\nend\n", encoding="utf-8")
    shown, *others = (
        Case(pair_of(file, ""), f"case_{k}", args, 1, {})
        for k, args in enumerate([("2", "3", "4", "5"), ("0", "3", "4", "-1"), ("1", "0", "0", "5000")])
    )
    port = write_port(file, observe([shown], octave))
    assert [name for name in "aknm" if f"{name} = np.float64({name})" in port.text] == ["a", "m"]
    assert [result.verdict for result in judge_port(port, others, octave)] == ["PASS", "PASS"]
