"""Shims: what MATLAB has and Octave lacks, held against SciPy, against published values, or against the definition."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import scipy.fft
import scipy.optimize
import scipy.signal
import scipy.stats

from matdrop.cases.case import Case, case_of_call
from matdrop.cases.reference import Reference
from matdrop.engines.gaps import filled_gaps
from matdrop.engines.octave_session import Octave
from matdrop.source.matlab import read
from matdrop.values.canonical import text_of
from matdrop.values.value import array_of

rng = np.random.default_rng(3)
P = np.array([0.0, 1e-12, 0.01, 0.3, 0.5, 0.9, 0.999, 1.0])
X = np.array([-2.5, 0.0, 0.1, 1.5, 7.0])
TRIALS = np.arange(-1, 22)
SIGNAL = rng.standard_normal(200)
TWO = rng.standard_normal((6, 4))
DATA = np.column_stack([np.ones(12), rng.standard_normal((12, 2))])
TARGET = rng.standard_normal(12)
NORMAL, CHI2 = scipy.stats.norm, scipy.stats.chi2


def row(values: Any) -> str:
    """Write an array as a MATLAB expression."""
    rows = np.atleast_2d(values)
    return "[" + "; ".join(" ".join(f"{float(x)!r}" for x in line) for line in rows) + "]"


def tapers(count: int, bandwidth: float, number: int) -> Any:
    return scipy.signal.windows.dpss(count, bandwidth, number).T


def decimated(x: Any, factor: int) -> Any:
    b, a = scipy.signal.cheby1(8, 0.05, 0.8 / factor)
    y = scipy.signal.filtfilt(b, a, x, padlen=24)
    first = factor - (factor * -(-len(x) // factor) - len(x))
    return y[first - 1 :: factor]


def fit() -> Any:
    return np.linalg.lstsq(DATA, TARGET, rcond=None)[0]


def share(p: float, stats: tuple[float, float]) -> Any:
    return [p, *stats]


# Of each shim: an expression, and what SciPy or NumPy computes.
BY_SCIPY: dict[str, tuple[str, Callable[[], Any]]] = {
    "normcdf": (f"normcdf({row(X)}, 1, 2)", lambda: NORMAL.cdf(X, 1, 2)),
    "normcdf upper": ("normcdf(9, 'upper')", lambda: NORMAL.sf(9.0)),
    "normcdf upper of three": ("normcdf(9, 1, 2, 'upper')", lambda: NORMAL.sf(9.0, 1, 2)),
    "norminv": (f"norminv({row(P)}, 1, 2)", lambda: NORMAL.ppf(P, 1, 2)),
    "chi2cdf": (f"chi2cdf({row(X)}, 3)", lambda: CHI2.cdf(X, 3)),
    "chi2cdf upper": ("chi2cdf([90 3], 3, 'upper')", lambda: CHI2.sf([90, 3], 3)),
    "chi2inv": (f"chi2inv({row(P[1:])}, 3)", lambda: CHI2.ppf(P[1:], 3)),
    "tinv": (f"tinv({row(P)}, 5)", lambda: scipy.stats.t.ppf(P, 5)),
    "binopdf": (f"binopdf({row(TRIALS)}, 20, 0.3)", lambda: scipy.stats.binom.pmf(TRIALS, 20, 0.3)),
    "binopdf of many": ("binopdf([480 500 700], 1000, 0.5)", lambda: scipy.stats.binom.pmf([480, 500, 700], 1000, 0.5)),
    "binopdf at the ends": ("binopdf([0 1 2 3], 3, [0 1 0 1])", lambda: [1, 0, 0, 1]),
    "icdf normal": (f"icdf('Normal', {row(P)}, 1, 2)", lambda: NORMAL.ppf(P, 1, 2)),
    "icdf t": ("icdf('T', [0.2 0.975], 7)", lambda: scipy.stats.t.ppf([0.2, 0.975], 7)),
    "icdf exponential": ("icdf('Exponential', [0.2 0.9], 3)", lambda: scipy.stats.expon.ppf([0.2, 0.9], scale=3)),
    "icdf uniform": ("icdf('Uniform', [0.2 0.9], 3, 5)", lambda: scipy.stats.uniform.ppf([0.2, 0.9], 3, 2)),
    "icdf lognormal": ("icdf('Lognormal', [0.2 0.9], 0.5, 2)", lambda: np.exp(NORMAL.ppf([0.2, 0.9], 0.5, 2))),
    "icdf gamma": ("icdf('Gamma', [0.2 0.9], 2, 3)", lambda: scipy.stats.gamma.ppf([0.2, 0.9], 2, scale=3)),
    "icdf beta": ("icdf('Beta', [0.2 0.9], 2, 3)", lambda: scipy.stats.beta.ppf([0.2, 0.9], 2, 3)),
    "icdf rayleigh": ("icdf('Rayleigh', [0.2 0.9], 2)", lambda: scipy.stats.rayleigh.ppf([0.2, 0.9], scale=2)),
    "icdf weibull": ("icdf('Weibull', [0.2 0.9], 2, 3)", lambda: scipy.stats.weibull_min.ppf([0.2, 0.9], 3, scale=2)),
    "hann": ("hann(7)", lambda: scipy.signal.windows.hann(7)),
    "hann of even length": ("hann(8)", lambda: scipy.signal.windows.hann(8)),
    "hann periodic": ("hann(8, 'periodic')", lambda: scipy.signal.windows.hann(8, sym=False)),
    "hann of one": ("hann(1)", lambda: [1]),
    "dct": (f"dct({row(TWO)})", lambda: scipy.fft.dct(TWO, axis=0, norm="ortho")),
    "dct of a row": (f"dct({row(X)})", lambda: scipy.fft.dct(X, norm="ortho")),
    "dct padded": (f"dct({row(X)}', 8)", lambda: scipy.fft.dct(X, n=8, norm="ortho")),
    "dct along rows": (f"dct({row(TWO)}, [], 2)", lambda: scipy.fft.dct(TWO, axis=1, norm="ortho")),
    "idct": (f"idct({row(TWO)})", lambda: scipy.fft.idct(TWO, axis=0, norm="ortho")),
    "idct of a row": (f"idct({row(X)})", lambda: scipy.fft.idct(X, norm="ortho")),
    "dpss": ("dpss(64, 2.5, 4)", lambda: tapers(64, 2.5, 4)),
    "dpss of odd length": ("dpss(51, 4)", lambda: tapers(51, 4, 8)),
    "decimate": (f"decimate({row(SIGNAL)}, 4)", lambda: decimated(SIGNAL, 4)),
    "decimate a column": (f"decimate({row(SIGNAL)}', 3)", lambda: decimated(SIGNAL, 3)),
    "interp1q": ("interp1q([1;2;4], [1 5;2 6;8 7], [0;1.5;3;4])", lambda: [[np.nan] * 2, [1.5, 5.5], [5, 6.5], [8, 7]]),
    "regress": (f"regress({row(TARGET)}', {row(DATA)})", fit),
    "signrank exact": (
        f"signrank({row(SIGNAL[:12] + 0.4)})",
        lambda: scipy.stats.wilcoxon(SIGNAL[:12] + 0.4, method="exact").pvalue,
    ),
    "signrank of many": (
        f"signrank({row(SIGNAL + 0.1)})",
        lambda: scipy.stats.wilcoxon(SIGNAL + 0.1, method="approx", correction=False).pvalue,
    ),
    "signrank of pairs with ties": (
        f"signrank({row(np.arange(40) % 7)}, {row(np.arange(40) % 5)}, 'method', 'approximate')",
        lambda: scipy.stats.wilcoxon(np.arange(40) % 7, np.arange(40) % 5, method="approx", correction=False).pvalue,
    ),
    "tiedrank": ("tiedrank([10 20 20 5 NaN])", lambda: [2, 3.5, 3.5, 1, np.nan]),
}

# By the definitions in MATLAB's documentation.
BY_DEFINITION: dict[str, Any] = {
    "double(contains({'abc', 'xyz'}, 'b'))": [[1, 0]],
    "double(contains('abc', {'x', 'c'}))": [[1]],
    "double(contains('abc', 'B', 'IgnoreCase', true))": [[1]],
    "double(contains('abc', 'B'))": [[0]],
    "strlength('abcd')": [[4]],
    "strlength({'a', 'bcd'; '', 'xy'})": [[1, 3], [0, 2]],
    "double(isMATLABReleaseOlderThan('R2022a'))": [[0]],
    'double(isStringScalar("abc"))': [[1]],
    "fspecial('average', 2)": np.full((2, 2), 0.25),
    "fspecial('average')": np.full((3, 3), 1 / 9),
    "fspecial('laplacian', 0)": [[0, 1, 0], [1, -4, 1], [0, 1, 0]],
    "fspecial('unsharp', 0)": [[0, -1, 0], [-1, 5, -1], [0, -1, 0]],
    "fspecial('sobel')": [[1, 2, 1], [0, 0, 0], [-1, -2, -1]],
    "fspecial('prewitt')": [[1, 1, 1], [0, 0, 0], [-1, -1, -1]],
    # The documented default, 3 x 3 with a standard deviation of 0.5: weights exp(-2 (x^2 + y^2)), to a sum of 1.
    "fspecial('gaussian')": np.outer(*[np.exp([-2.0, 0, -2])] * 2) / np.exp([-2.0, 0, -2]).sum() ** 2,
    "sum(sum(fspecial('log', 7, 0.8))) < 1e-15": [[True]],
    "getfield(optimoptions('fsolve', 'MaxIterations', 7), 'MaxIter')": [[7]],
    "getfield(optimoptions('fminunc', 'FunctionTolerance', 1e-3), 'TolFun')": [[1e-3]],
    "sort(randsample(5, 5))'": [[1, 2, 3, 4, 5]],
    "size(randsample([10 20 30], 2))": [[1, 2]],
    "unique(randsample(2, 50, true))'": [[1, 2]],
    "unique(randsample(3, 50, true, [0 1 0]))'": [[2]],
}

# Forms that Octave 7 lacks, or takes for another: each stands in the original, where matdrop looks for them.
CUBE = np.arange(24.0).reshape(2, 3, 4) % 7
HOLES = np.where(CUBE[:, :, 0] == 3, np.nan, CUBE[:, :, 0])
REDUCED: dict[str, Any] = {
    "sum(x, 'all')": CUBE.sum(),
    "sum(x, [1 2])": CUBE.sum(axis=(0, 1), keepdims=True),
    "sum(x, [1 3])": CUBE.sum(axis=(0, 2), keepdims=True),
    "sum(x, 3) + sum(x, 'all')": CUBE.sum(axis=2) + CUBE.sum(),
    "prod(x + 1, 'all')": (CUBE + 1).prod(),
    "any(x > 5, 'all')": True,
    "all(x > 5, [1 2])": (CUBE > 5).all(axis=(0, 1), keepdims=True),
    "mean(x, 'all')": CUBE.mean(),
    "mean(x, [2 3])": CUBE.mean(axis=(1, 2), keepdims=True)[:, :, 0],
    "median(x, 'all')": np.median(CUBE),
    "max(x, [], 'all')": CUBE.max(),
    "min(x, [], [1 2])": CUBE.min(axis=(0, 1), keepdims=True),
    "max(x, 3) + max(x, [], 'all')": np.maximum(CUBE, 3) + CUBE.max(),
    "sum(h, 'omitnan')": np.nansum(HOLES, axis=0, keepdims=True),
    "mean(h, 2, 'omitnan')": np.nanmean(HOLES, axis=1, keepdims=True),
    "mean(h, 'all', 'omitnan')": np.nanmean(HOLES),
    "median(h, 'omitnan')": np.nanmedian(HOLES, axis=0, keepdims=True),
    "std(h, 0, 2, 'omitnan')": np.nanstd(HOLES, axis=1, ddof=1, keepdims=True),
    "std(h(:), 'omitnan')": np.nanstd(HOLES, ddof=1),
    "var(h, 1, 'all', 'omitnan')": np.nanvar(HOLES),
    "max(h, [], 2, 'omitnan')": np.nanmax(HOLES, axis=1, keepdims=True),
    "sum(h, 'includenan')": HOLES.sum(axis=0, keepdims=True),
    "sum([], 'all')": 0,
}

TEXTS = {
    "string(5)": "5",
    "string(pi)": "3.1416",
    "string(1e10)": "1e+10",
    "string(true)": "true",
    "string(int8(-3))": "-3",
    "string('abc')": "abc",
    "replace('a-b-c', '-', '+')": "a+b+c",
    "erase('a-b-c', '-')": "abc",
    "extractBefore('name.ext', '.')": "name",
    "extractAfter('name.ext', '.')": "ext",
    "extractAfter('name.ext', 5)": "ext",
    'convertStringsToChars("abc")': "abc",
    "getfield(MException('a:b', 'no %d of %s', 3, 'it'), 'message')": "no 3 of it",
    "getfield(MException('a:b', 'none'), 'identifier')": "a:b",
    "convertCharsToStrings('abc')": "abc",
}


@pytest.fixture
def evaluate(tmp_path: Path, octave: Octave) -> Callable[[list[str]], list[Reference]]:
    """Evaluate MATLAB expressions in Octave, with the shims."""
    (tmp_path / "identity.m").write_text("function y = identity(x)\ny = x;\nend\n")

    def run(expressions: list[str]) -> list[Reference]:
        return octave.run([case_of_call(tmp_path / "identity.m", abs, (one,)) for one in expressions])

    return run


def test_shims_compute_what_scipy_computes(evaluate: Callable[[list[str]], list[Reference]]) -> None:
    references = evaluate([expression for expression, _ in BY_SCIPY.values()])
    for (name, (_, expected)), reference in zip(BY_SCIPY.items(), references, strict=True):
        assert reference.error is None, (name, reference.error)
        found = array_of(reference.outputs["y"])
        wanted = np.asarray(expected(), float)
        # A filter of order 8 in coefficients, as MATLAB has it, too, magnifies the rounding of its coefficients.
        atol = 1e-10 if "decimate" in name else 1e-14
        np.testing.assert_allclose(found.reshape(wanted.shape), wanted, rtol=1e-10, atol=atol, err_msg=name)


def test_shims_compute_what_is_documented(evaluate: Callable[[list[str]], list[Reference]]) -> None:
    for (expression, expected), reference in zip(BY_DEFINITION.items(), evaluate(list(BY_DEFINITION)), strict=True):
        assert reference.error is None, (expression, reference.error)
        found = array_of(reference.outputs["y"])
        np.testing.assert_allclose(found, np.asarray(expected), rtol=1e-15, atol=1e-17, err_msg=expression)


def test_reductions_along_several_dimensions(tmp_path: Path, octave: Octave) -> None:
    cases = []
    for number, expression in enumerate(REDUCED, start=1):
        original = tmp_path / f"reduced_{number}.m"
        original.write_text(f"function y = reduced_{number}(x, h)\ny = double({expression});\nend\n")
        cases.append(case_of_call(original, abs, (CUBE, HOLES)))
    for expected, reference in zip(REDUCED.items(), octave.run(cases), strict=True):
        assert reference.error is None, (expected[0], reference.error)
        wanted = np.asarray(expected[1], float)
        found = array_of(reference.outputs["y"])
        wanted = wanted.reshape(1, 1) if wanted.ndim == 0 else wanted
        wanted = wanted[:, :, 0] if wanted.shape[2:] == (1,) else wanted
        assert found.shape == wanted.shape, expected[0]
        np.testing.assert_allclose(found, wanted, rtol=1e-14, err_msg=expected[0])


def test_largest_of_all_has_its_index(tmp_path: Path, octave: Octave) -> None:
    source = "function [y, place] = largest(x)\n[y, place] = max(x, [], 'all');\nend\n"
    (tmp_path / "largest.m").write_text(source)
    (reference,) = octave.run([case_of_call(tmp_path / "largest.m", abs, (np.array([[1.0, 5, 2], [3, 4, 9]]),))])
    assert [array_of(value).item() for value in reference.outputs.values()] == [9, 6]
    (said,) = filled_gaps({tmp_path / "largest.m": read(tmp_path / "largest.m")}, reference.engine, set(), {})
    assert said.endswith("matdrop's shim was used for max of 'all', of several dimensions or without NaN")


def test_strings_are_char(evaluate: Callable[[list[str]], list[Reference]]) -> None:
    for (expression, expected), reference in zip(TEXTS.items(), evaluate(list(TEXTS)), strict=True):
        assert reference.error is None, (expression, reference.error)
        assert text_of(reference.outputs["y"]) == expected, expression


def test_errors_are_raised_that_were_made_before(tmp_path: Path, octave: Octave) -> None:
    (tmp_path / "raising.m").write_text(
        "function r = raising(x)\n  try\n    raise(MException('a:b', 'no %d', x), x);\n  catch e\n"
        "    r = [e.identifier, ' ', e.message];\n  end\nend\n"
        "function raise(e, x)\n  if x > 1, throwAsCaller(e); end\n  throw(e);\nend\n"
    )
    found = octave.run([case_of_call(tmp_path / "raising.m", abs, (x,)) for x in ("1", "2")])
    assert [text_of(one.outputs["r"]) for one in found] == ["a:b no 1", "a:b no 2"]


def test_regress_has_intervals_and_statistics(tmp_path: Path, octave: Octave) -> None:
    source = "function [b, bint, r, rint, stats] = all_of(y, X)\n[b, bint, r, rint, stats] = regress(y, X);\nend\n"
    (tmp_path / "all_of.m").write_text(source)
    (reference,) = octave.run([case_of_call(tmp_path / "all_of.m", abs, (TARGET[:, None], DATA))])
    outputs = {name: array_of(value) for name, value in reference.outputs.items()}
    b = fit()
    residual = TARGET - DATA @ b
    variance = residual @ residual / 9
    width = scipy.stats.t.ppf(0.975, 9) * np.sqrt(variance * np.diag(np.linalg.inv(DATA.T @ DATA)))
    np.testing.assert_allclose(outputs["bint"], np.column_stack([b - width, b + width]), rtol=1e-10)
    np.testing.assert_allclose(outputs["r"].ravel(), residual, rtol=1e-10)
    spread = ((TARGET - TARGET.mean()) ** 2).sum()
    F = (spread - residual @ residual) / 2 / variance
    expected = [1 - residual @ residual / spread, F, scipy.stats.f.sf(F, 2, 9), variance]
    np.testing.assert_allclose(outputs["stats"].ravel(), expected, rtol=1e-9)
    # The interval of a residual: its deviation estimated without it, and t with one degree of freedom less.
    leverage = np.diag(DATA @ np.linalg.inv(DATA.T @ DATA) @ DATA.T)
    others = np.sqrt((9 * variance - residual**2 / (1 - leverage)) / 8)
    reach = scipy.stats.t.ppf(0.975, 8) * others * np.sqrt(1 - leverage)
    np.testing.assert_allclose(outputs["rint"], np.column_stack([residual - reach, residual + reach]), rtol=1e-9)


@pytest.mark.parametrize(
    ("expression", "lacks"),
    [
        ("fspecial('disk', 3)", "the filter disk"),
        ("decimate(1:100, 4, 'fir')", "the filter fir"),
        ("icdf('Stable', 0.5)", "the distribution Stable"),
        ("randsample(3, 2, false, [1 2 3])", "weights without replacement"),
    ],
)
def test_what_a_shim_does_not_have_is_said(
    evaluate: Callable[[list[str]], list[Reference]], expression: str, lacks: str
) -> None:
    error = evaluate([expression])[0].error
    assert error is not None
    assert "matdrop's shim" in error.message
    assert lacks in error.message


# ---------------------------------------------------------------- functions that Octave has, in other forms


EXTENDED: dict[str, tuple[str, Any, Any]] = {
    "rounded": ("y = round(x, 2);", np.array([[-1.234, 0.005, np.inf, np.nan]]), [[-1.23, 0.01, np.inf, np.nan]]),
    "tens": ("y = round(x, -1);", np.array([[14.0, 15.0, -15.0]]), [[10, 20, -20]]),
    "significant": ("y = round(x, 2, 'significant');", np.array([[1234.0, 0.0, -0.04567]]), [[1200, 0, -0.046]]),
    "both": ("y = [round(x), round(x, 1)];", 1.25, [[1, 1.3]]),
    "root": ("y = fzero(@(t, a, b) t^2 - a*b, [0 10], [], x, 3);", 12.0, [[6]]),
    "least": ("y = fminbnd(@(t, a) (t - a)^2, 0, 10, optimset('TolX', 1e-10), x);", 4.0, [[4]]),
    "lowest": ("y = fminsearch('norm', x, optimset('TolX', 1e-9, 'TolFun', 1e-9)) + 1;", [[3.0], [0.0]], [[1], [1]]),
    "defaults": ("o = optimset('fminsearch'); p = optimset('fminbnd');\n"
                 "y = [fminsearch('cos', x, o), fminbnd('cos', 3, 4, p)] > 3.14;", 3.0, [[1, 1]]),
    "older": ("y = verLessThan('matlab', '8.4') + x;", 1.0, [[1]]),
}  # fmt: skip


@pytest.mark.parametrize("name", EXTENDED)
def test_longer_forms_work(tmp_path: Path, octave: Octave, name: str) -> None:
    body, x, expected = EXTENDED[name]
    (tmp_path / f"{name}.m").write_text(f"function y = {name}(x)\n{body}\nend\n")
    (reference,) = octave.run([case_of_call(tmp_path / f"{name}.m", abs, (x,))])
    assert reference.error is None, reference.error
    np.testing.assert_allclose(array_of(reference.outputs["y"]), expected, rtol=1e-7)


SEARCHES: dict[str, tuple[Callable[[Any], float], list[float], dict[str, float]]] = {
    "100*(x(2) - x(1)^2)^2 + (1 - x(1))^2": (lambda x: 100 * (x[1] - x[0] ** 2) ** 2 + (1 - x[0]) ** 2, [-1.9, 2], {}),
    "abs(x(1) - 3) + abs(x(2))": (lambda x: abs(x[0] - 3) + abs(x[1]), [0, 0], {}),
    "(x - 2)^4": (lambda x: (x[0] - 2) ** 4, [10], {"TolX": 1e-8, "TolFun": 1e-12}),
    "x(1)^2 + x(2)^4 + cos(x(3))": (lambda x: x[0] ** 2 + x[1] ** 4 + np.cos(x[2]), [1, -2, 0.5], {"MaxIter": 21}),
    "1": (lambda x: 1.0, [4, 5], {}),
}


@pytest.mark.parametrize("written", SEARCHES)
def test_fminsearch_takes_the_steps_of_scipy(tmp_path: Path, octave: Octave, written: str) -> None:
    function, start, given = SEARCHES[written]
    options = "".join(f", '{name}', {value}" for name, value in given.items())
    (tmp_path / "searched.m").write_text(
        "function [x, fval, exitflag, counts] = searched(start)\n"
        f"[x, fval, exitflag, output] = fminsearch(@(x) {written}, start, optimset('Display', 'off'{options}));\n"
        "counts = [output.iterations output.funcCount];\nend\n"
    )
    (reference,) = octave.run([case_of_call(tmp_path / "searched.m", abs, (np.array([start], float),))])
    assert reference.error is None, reference.error
    x, fval, exitflag, counts = (array_of(value) for value in reference.outputs.values())
    names = {"TolX": "xtol", "TolFun": "ftol", "MaxIter": "maxiter"}
    own = {names[name]: value for name, value in given.items()}
    wanted = scipy.optimize.fmin(function, start, full_output=True, disp=False, **own)
    assert x.ravel().tolist() == wanted[0].tolist()
    assert [fval.item(), exitflag.item(), *counts.ravel()] == [wanted[1], wanted[4] == 0, *wanted[2:4]]


BETWEEN: dict[str, tuple[Callable[[float], float], float, float, float]] = {
    "x^3 - 2*x - 5": (lambda x: x**3 - 2 * x - 5, 0, 2, 1e-4),
    "sin(x)": (np.sin, 0, 2 * np.pi, 1e-9),
    "x": (lambda x: x, -1, 30, 1e-4),
    "(x - 9)^2": (lambda x: (x - 9) ** 2, 0, 9, 1e-8),
    "abs(x - 1)": (lambda x: abs(x - 1), 0, 5, 1e-6),
    "1": (lambda x: 1.0, 0, 5, 1e-4),
}


@pytest.mark.parametrize("written", BETWEEN)
def test_fminbnd_takes_the_steps_of_scipy(tmp_path: Path, octave: Octave, written: str) -> None:
    function, low, high, tolx = BETWEEN[written]
    (tmp_path / "between.m").write_text(
        "function [x, fval, exitflag, calls] = between(low, high)\n"
        f"[x, fval, exitflag, output] = fminbnd(@(x) {written}, low, high, optimset('TolX', {tolx}));\n"
        "calls = output.funcCount;\nend\n"
    )
    (reference,) = octave.run([case_of_call(tmp_path / "between.m", abs, (float(low), float(high)))])
    assert reference.error is None, reference.error
    found = [array_of(value).item() for value in reference.outputs.values()]
    x, fval, flag, calls = scipy.optimize.fminbound(function, low, high, xtol=tolx, full_output=True)
    assert found[2:] == [flag == 0, calls]
    np.testing.assert_allclose(found[:2], [x, fval], rtol=1e-10)  # SciPy takes 2.2e-16 for eps


def test_fminsearch_takes_as_many_steps_as_matlab_publishes(tmp_path: Path, octave: Octave) -> None:
    (tmp_path / "banana.m").write_text(
        "function [iterations, calls] = banana(x0)\nfun = @(x) (100*(x(2) - x(1)^2)^2 + (1 - x(1))^2);\n"
        "[~, ~, ~, output] = fminsearch(fun, x0);\niterations = output.iterations;\ncalls = output.funcCount;\nend\n"
    )
    (reference,) = octave.run([case_of_call(tmp_path / "banana.m", abs, (np.array([[-1.9, 2]]),))])
    # "Banana Function Minimization", an example of MATLAB's documentation; Octave's own takes 101 and 211.
    assert [array_of(value).item() for value in reference.outputs.values()] == [114, 210]


def run(octave: Octave, case: Case) -> tuple[Reference, list[str]]:
    (reference,) = octave.run([case])
    return reference, filled_gaps(case.pair.files, reference.engine, octave.shims, octave.packaged)


def test_only_an_original_that_calls_the_longer_form_gets_the_shim(tmp_path: Path, octave: Octave) -> None:
    plain, longer = tmp_path / "plain.m", tmp_path / "longer.m"
    plain.write_text("function y = plain(x)\ny = which('round');\nround(x);\nend\n")
    longer.write_text("function y = longer(x)\ny = which('round');\nround(x, 1);\nend\n")
    before, said_before = run(octave, case_of_call(plain, abs, (1.0,)))
    within, said = run(octave, case_of_call(longer, abs, (1.0,)))
    after, said_after = run(octave, case_of_call(plain, abs, (1.0,)))
    assert text_of(before.outputs["y"]) == text_of(after.outputs["y"])
    assert text_of(within.outputs["y"]).endswith("round.m")
    assert said == [f"not in {octave.engine}: matdrop's shim was used for round with 2 or more arguments"]
    assert said_before == said_after == []


@pytest.mark.parametrize("name", ["norminv", "round"])
def test_users_own_function_is_never_replaced(tmp_path: Path, octave: Octave, name: str) -> None:
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / f"{name}.m").write_text(f"function y = {name}(x, n)\ny = 'mine';\nend\n")
    (tmp_path / "calls.m").write_text(f"function y = calls(x)\ny = {name}(x, 2);\nend\n")
    reference, said = run(octave, case_of_call(tmp_path / "calls.m", abs, (0.5,), path=[tmp_path / "lib"]))
    assert reference.error is None, reference.error
    assert text_of(reference.outputs["y"]) == "mine"
    assert said == []
