"""Small originals, each with a right port in MATLAB's own sizes and classes, and inputs.

A port stands here as source: `tests.fuzz.edits` changes it in one place, `tests.fuzz.representations` lets it take and
return what users of NumPy take and return. Numbers are arrays of at least two dimensions on the way in, and so they are
on the way out; a cell is an array of objects, a struct a dict, a struct array a `StructArray`.
"""

from dataclasses import dataclass
from typing import Any


class StructArray(list[dict[str, Any]]):
    """The elements of a 1-by-n struct array."""


@dataclass(frozen=True)
class Original:
    """An original, its right port, and what both are called with.

    Attributes
    ----------
    name : str
        The function's, on both sides.
    kinds : dict of str to str
        The inputs, and what each is in every case: ``column``, ``row``, ``matrix``, ``scalar``, ``text``, ``handle``,
        ``indices`` (a row that counts), ``cell`` and ``struct`` (whose vectors are rows).
    outputs : tuple of str
        The names of the outputs.
    matlab, python : str
        The bodies.
    inputs : tuple of tuple of str
        MATLAB's expressions, a tuple for each case.
    """

    name: str
    kinds: dict[str, str]
    outputs: tuple[str, ...]
    matlab: str
    python: str
    inputs: tuple[tuple[str, ...], ...]

    @property
    def m_file(self) -> str:
        """The text of the ``.m`` file."""
        head = f"function [{', '.join(self.outputs)}] = {self.name}({', '.join(self.kinds)})"
        return f"{head}\n{self.matlab.strip()}\nend\n"

    @property
    def port(self) -> str:
        """The source of the right port."""
        body = "\n".join(f"    {line}" for line in self.python.strip().splitlines())
        return f"def {self.name}({', '.join(self.kinds)}):\n{body}\n    return {', '.join(self.outputs)}\n"


M1, M2, M3 = "[1.5 -2 3; 0.25 5 -6.5]", "[4 7; 1 2; 9.5 3]", "[2 8 1; 3 5 7; 6.5 4 9]"
R1, R2, R3 = "[3 1.5 -2 4]", "[0.5 7 2 -1 6]", "[9 4 4 1]"
C1, C2, C3 = "[3; 1.5; -2; 4]", "[0.5; 7; 2; -1; 6]", "[9; 4; 4; 1]"
COLUMNS, ROWS, MATRICES = ((C1,), (C2,), (C3,)), ((R1,), (R2,), (R3,)), ((M1,), (M2,), (M3,))


def with_each(inputs: tuple[tuple[str, ...], ...], *others: str) -> tuple[tuple[str, ...], ...]:
    """Put other arguments after each of some inputs: the first after the first, and so on."""
    return tuple((*given, *other.split("|")) for given, other in zip(inputs, others, strict=True))


X, V, W = {"X": "matrix"}, {"x": "column"}, {"x": "row"}
ORIGINALS = (
    # ------------------------------------------------------------ element by element
    Original(
        "affine", {**X, "a": "scalar", "b": "scalar"}, ("Y",),
        "Y = a * X + b;", "Y = a * X + b",
        with_each(MATRICES, "2|0.5", "-1.5|3", "0.1|-4"),
    ),
    Original("parabola", W, ("y",), "y = 3 * x.^2 - 2 * x + 1;", "y = 3 * x ** 2 - 2 * x + 1", ROWS),
    Original(
        "polar", {"x": "column", "y": "column"}, ("r", "t"),
        "r = sqrt(x.^2 + y.^2);\nt = atan2(y, x);", "r = np.sqrt(x ** 2 + y ** 2)\nt = np.arctan2(y, x)",
        ((C1, "[1; 2; 3; -4]"), (C2, "[1; -1; 2; 5; 0.5]"), (C3, "[2; 2; 1; 8]")),
    ),
    Original(
        "sigmoid", X, ("S",), "S = 1 ./ (1 + exp(-X));", "S = 1 / (1 + np.exp(-X))", MATRICES,
    ),
    Original(
        "remainders", {**W, "m": "scalar"}, ("a", "b"),
        "a = mod(x, m);\nb = rem(x, m);", "a = np.mod(x, m)\nb = np.fmod(x, m)",
        (("[5 -5 7 -8]", "3"), ("[5.5 -1.5 9]", "2"), ("[-7 7 1 12]", "-4")),
    ),
    Original(
        "rounded", V, ("f", "c"), "f = floor(x);\nc = ceil(x);", "f = np.floor(x)\nc = np.ceil(x)",
        (("[1.5; -2.5; 3]",), ("[0.2; -0.2; 7.9]",), ("[-1; 4.4; 2.6; 5]",)),
    ),
    Original(
        "clamped", {**X, "lo": "scalar", "hi": "scalar"}, ("Y",),
        "Y = min(max(X, lo), hi);", "Y = np.minimum(np.maximum(X, lo), hi)",
        with_each(MATRICES, "-1|2", "2|7", "3|6"),
    ),
    # ------------------------------------------------------------ along an axis
    Original(
        "sums", X, ("s", "t"), "s = sum(X, 1);\nt = sum(X, 2);",
        "s = np.sum(X, axis=0, keepdims=True)\nt = np.sum(X, axis=1, keepdims=True)", MATRICES,
    ),
    Original(
        "normalized", X, ("Z", "mu", "sigma"),
        "mu = mean(X, 1);\nsigma = std(X, 0, 1);\nZ = (X - mu) ./ sigma;",
        "mu = np.mean(X, axis=0, keepdims=True)\n"
        "sigma = np.std(X, axis=0, ddof=1, keepdims=True)\nZ = (X - mu) / sigma",
        MATRICES,
    ),
    Original(
        "ranges", X, ("r",), "hi = max(X, [], 2);\nlo = min(X, [], 2);\nr = hi - lo;",
        "hi = np.max(X, axis=1, keepdims=True)\nlo = np.min(X, axis=1, keepdims=True)\nr = hi - lo", MATRICES,
    ),
    Original(
        "running", X, ("C", "P"), "C = cumsum(X, 1);\nP = cumprod(X, 2);",
        "C = np.cumsum(X, axis=0)\nP = np.cumprod(X, axis=1)", MATRICES,
    ),
    Original(
        "steps", W, ("d", "p"), "d = diff(x);\np = prod(x + 2);",
        "d = np.diff(x, axis=1)\np = np.prod(x + 2, axis=1, keepdims=True)", ROWS,
    ),
    Original(
        "spread", V, ("m", "v"), "m = median(x);\nv = var(x);",
        "m = np.median(x, axis=0, keepdims=True)\nv = np.var(x, axis=0, ddof=1, keepdims=True)", COLUMNS,
    ),
    Original(
        "trapezoids", {"x": "column", "y": "column"}, ("area",),
        "area = sum((y(1:end-1) + y(2:end)) / 2 .* diff(x));",
        "area = np.sum((y[:-1] + y[1:]) / 2 * np.diff(x, axis=0), axis=0, keepdims=True)",
        (("[0; 1; 3; 4]", C1), ("[0; 0.5; 1; 2; 5]", C2), ("[1; 2; 4; 7]", C3)),
    ),
    # ------------------------------------------------------------ indices
    Original("picked", {**W, "idx": "indices"}, ("y",), "y = x(idx);", "y = x[:, idx.ravel().astype(int) - 1]",
        ((R1, "[4 1 2]"), (R2, "[5 5 1 3]"), (R3, "[2 1]")),
    ),
    Original(
        "neighbours", {"x": "row", "k": "scalar"}, ("before", "after"),
        "before = x(1:k-1);\nafter = x(k+1:end);",
        "k = int(k[0, 0])\nbefore = x[:, : k - 1]\nafter = x[:, k:]",
        ((R1, "3"), (R2, "2"), (R3, "3")),
    ),
    Original(
        "rows_of", {**X, "rows": "indices"}, ("Y",), "Y = X(rows, :);", "Y = X[rows.ravel().astype(int) - 1, :]",
        ((M1, "[2 1]"), (M2, "[3 1]"), (M3, "[1 3 2]")),
    ),
    Original(
        "found", {**W, "t": "scalar"}, ("idx",), "idx = find(x > t);", "idx = (np.nonzero(x > t)[1] + 1.0)[None, :]",
        with_each(ROWS, "1", "0.5", "3"),
    ),
    Original(
        "ordered", V, ("s", "i"), "[s, i] = sort(x, 'descend');",
        "i = np.argsort(-x, axis=0, kind='stable')\ns = np.take_along_axis(x, i, axis=0)\ni = i + 1.0", COLUMNS,
    ),
    Original(
        "highest", W, ("m", "i"), "[m, i] = max(x);",
        "i = np.argmax(x, axis=1, keepdims=True)\nm = x[:, i[0, 0] : i[0, 0] + 1]\ni = i + 1.0", ROWS,
    ),
    # ------------------------------------------------------------ masks
    Original("masked", X, ("Y",), "Y = X;\nY(X < 0) = 0;", "Y = X.copy()\nY[X < 0] = 0", MATRICES),
    Original(
        "between", {**W, "lo": "scalar", "hi": "scalar"}, ("m",), "m = x > lo & x <= hi;", "m = (x > lo) & (x <= hi)",
        with_each(ROWS, "1|3", "0|6", "2|4"),
    ),
    Original(
        "counted", {**X, "t": "scalar"}, ("n", "some", "every"),
        "n = sum(X(:) >= t);\nsome = any(X >= t, 1);\nevery = all(X >= t, 2);",
        "n = np.full((1, 1), float(np.sum(X >= t)))\nsome = np.any(X >= t, axis=0, keepdims=True)\n"
        "every = np.all(X >= t, axis=1, keepdims=True)",
        with_each(MATRICES, "0.25", "2", "4"),
    ),
    Original(
        "selected", {**V, "t": "scalar"}, ("y", "n"), "y = x(x > t);\nn = numel(y);",
        "y = x[x > t][:, None]\nn = np.full((1, 1), float(y.size))",
        with_each(COLUMNS, "1.5", "10", "8"),
    ),
    # ------------------------------------------------------------ loops
    Original(
        "filtered", {**V, "a": "scalar"}, ("y",),
        "y = zeros(size(x));\ny(1) = x(1);\nfor k = 2:numel(x)\n    y(k) = a * y(k - 1) + (1 - a) * x(k);\nend",
        "y = np.zeros_like(x)\ny[0, 0] = x[0, 0]\nfor k in range(1, x.size):\n"
        "    y[k, 0] = a[0, 0] * y[k - 1, 0] + (1 - a[0, 0]) * x[k, 0]",
        with_each(COLUMNS, "0.5", "0.9", "0.25"),
    ),
    Original(
        "fibonacci", {"n": "scalar"}, ("f",),
        "f = ones(1, n);\nfor k = 3:n\n    f(k) = f(k - 1) + f(k - 2);\nend",
        "f = np.ones((1, int(n[0, 0])))\nfor k in range(2, f.size):\n    f[0, k] = f[0, k - 1] + f[0, k - 2]",
        (("5",), ("8",), ("1",)),
    ),
    Original(
        "bins", {"x": "row", "edges": "row"}, ("n",),
        "n = zeros(1, numel(edges) - 1);\nfor k = 1:numel(n)\n    n(k) = sum(x >= edges(k) & x < edges(k + 1));\nend",
        "n = np.zeros((1, edges.size - 1))\nfor k in range(n.size):\n"
        "    n[0, k] = np.sum((x >= edges[0, k]) & (x < edges[0, k + 1]))",
        ((R1, "[-2 0 3 5]"), (R2, "[-1 1 2 7]"), (R3, "[1 4 9]")),
    ),
    Original(
        "newton", {"a": "scalar", "steps": "scalar"}, ("x",),
        "x = a;\nfor k = 1:steps\n    x = (x + a / x) / 2;\nend",
        "x = a.copy()\nfor k in range(int(steps[0, 0])):\n    x = (x + a / x) / 2",
        (("2", "3"), ("10", "2"), ("0.5", "4")),
    ),
    Original(
        "distances", {"P": "matrix", "Q": "matrix"}, ("D",),
        "D = zeros(size(P, 1), size(Q, 1));\nfor i = 1:size(P, 1)\n    for j = 1:size(Q, 1)\n"
        "        D(i, j) = sqrt(sum((P(i, :) - Q(j, :)).^2));\n    end\nend",
        "D = np.zeros((P.shape[0], Q.shape[0]))\nfor i in range(P.shape[0]):\n    for j in range(Q.shape[0]):\n"
        "        D[i, j] = np.sqrt(np.sum((P[i, :] - Q[j, :]) ** 2))",
        ((M1, "[1 2 3; 0 -1 2; 4 4 4]"), (M2, "[0 1; 2 5]"), (M3, M1)),
    ),
    # ------------------------------------------------------------ matrices
    Original(
        "product", {"A": "matrix", "b": "column"}, ("y",), "y = A * b;", "y = A @ b",
        ((M1, "[1; 2; -3]"), (M2, "[0.5; 4]"), (M3, "[1; 0; 2]")),
    ),
    Original("gram", {"A": "matrix"}, ("G", "U"), "G = A' * A;\nU = triu(G, 1);", "G = A.T @ A\nU = np.triu(G, 1)",
        MATRICES,
    ),
    Original(
        "differences", {"x": "column", "y": "row"}, ("D",), "D = x - y;", "D = x - y",
        ((C1, R2), (C2, R1), (C3, "[1 2]")),
    ),
    Original(
        "arranged", {"x": "row"}, ("Y", "T"), "Y = reshape(x, 2, []);\nT = Y';",
        "Y = np.reshape(x, (2, -1), order='F')\nT = Y.T", ((R1,), ("[1 2 3 4 5 6]",), (R3,)),
    ),
    Original(
        "stacked", X, ("A", "s"), "A = cat(3, X, 2 * X);\ns = sum(A, 3);",
        "A = np.stack((X, 2 * X), axis=2)\ns = np.sum(A, axis=2)", MATRICES,
    ),
    Original(
        "tiled", {"x": "row", "n": "scalar"}, ("Y",), "Y = repmat(x, n, 1);", "Y = np.tile(x, (int(n[0, 0]), 1))",
        with_each(ROWS, "2", "3", "1"),
    ),
    # ------------------------------------------------------------ empties
    Original(
        "first_of", {"x": "column", "n": "scalar"}, ("y", "rest"), "y = x(1:n);\nrest = x(n+1:end);",
        "k = int(n[0, 0])\ny = x[:k]\nrest = x[k:]", with_each(COLUMNS, "0", "5", "2"),
    ),
    Original(
        "nothing", {"x": "row"}, ("a", "b", "c"), "a = [];\nb = zeros(0, 3);\nc = x(x > 100);",
        "a = np.zeros((0, 0))\nb = np.zeros((0, 3))\nc = x[x > 100][None, :]", ROWS,
    ),
    # ------------------------------------------------------------ classes
    Original(
        "quadratic", {"a": "scalar", "b": "scalar", "c": "scalar"}, ("z",),
        "d = sqrt(b^2 - 4 * a * c);\nz = [(-b + d) / (2 * a), (-b - d) / (2 * a)];",
        "d = np.sqrt((b**2 - 4 * a * c).astype(complex))\nz = np.hstack(((-b + d) / (2 * a), (-b - d) / (2 * a)))",
        (("1", "2", "5"), ("2", "-1", "3"), ("1", "-3", "2")),
    ),
    Original(
        "phasors", {"r": "row", "t": "row"}, ("z", "m"), "z = r .* exp(1i * t);\nm = abs(z + 1);",
        "z = r * np.exp(1j * t)\nm = np.abs(z + 1)", ((R1, "[0.1 1 2 3]"), (R2, "[1 2 3 4 5]"), (R3, "[0.5 0.4 3 1]")),
    ),
    Original(
        "saturated", {"x": "row", "k": "scalar"}, ("y",), "y = int8(x) + int8(k);",
        "y = np.clip(np.sign(x) * np.floor(np.abs(x) + 0.5) + k, -128, 127).astype(np.int8)",
        (("[100 -3.5 20]", "50"), ("[-120 2.5 7]", "-20"), ("[1 2 3]", "4")),
    ),
    Original(
        "halved", {"x": "row"}, ("y", "i"), "y = uint8(x / 2);\ni = int32(x);",
        "y = np.clip(np.floor(x / 2 + 0.5), 0, 255).astype(np.uint8)\n"
        "i = (np.sign(x) * np.floor(np.abs(x) + 0.5)).astype(np.int32)",
        (("[1 2 3 600]",), ("[-4 7 9.5]",), ("[11 13 250]",)),
    ),
    Original(
        "shortened", X, ("Y",), "Y = single(X) * 2 + 1;", "Y = np.float32(2) * X.astype(np.float32) + np.float32(1)",
        MATRICES,
    ),
    # ------------------------------------------------------------ structs, cells, texts, handles
    Original(
        "summary", V, ("s",), "s.mean = mean(x);\ns.sorted = sort(x);\ns.n = numel(x);\ns.label = 'sum';",
        "s = {'mean': np.mean(x, axis=0, keepdims=True), 'sorted': np.sort(x, axis=0), "
        "'n': np.full((1, 1), float(x.size)), 'label': 'sum'}",
        COLUMNS,
    ),
    Original(
        "weighted", {"s": "struct"}, ("y",), "y = sum(s.x .* s.w) / s.total;",
        "y = np.sum(s['x'] * s['w'], axis=1, keepdims=True) / s['total']",
        (
            ("struct('x', [1 2 3], 'w', [0.5 0.25 4], 'total', 2)",),
            ("struct('x', [3 -1], 'w', [2 2.5], 'total', 10)",),
            ("struct('x', [1 5 2 7], 'w', [1 0 2 1], 'total', 4)",),
        ),
    ),
    Original(
        "records", W, ("s",), "for k = numel(x):-1:1\n    s(k).id = k;\n    s(k).square = x(k)^2;\nend",
        "s = StructArray({'id': np.full((1, 1), k + 1.0), 'square': x[:, k : k + 1] ** 2} for k in range(x.size))",
        ROWS,
    ),
    Original(
        "mixed", V, ("c",), "c = {numel(x), 'abc', x', x > 2};",
        "c = cell(np.full((1, 1), float(x.size)), 'abc', x.T, x > 2)", COLUMNS,
    ),
    Original(
        "lengths", {"c": "cell"}, ("n", "total"), "n = cellfun(@numel, c);\ntotal = sum(n);",
        "n = np.array([[float(v.size) for v in c.ravel()]])\ntotal = np.sum(n, axis=1, keepdims=True)",
        (("{[1 2 3], [4 5]}",), ("{[1 2], [], [3 4 5 6]}",), ("{[7 8], 9, [1 2]}",)),
    ),
    Original(
        "parities", {"x": "row"}, ("names",),
        "names = cell(1, numel(x));\nfor k = 1:numel(x)\n    if mod(x(k), 2) == 1\n        names{k} = 'odd';\n"
        "    else\n        names{k} = 'even';\n    end\nend",
        "names = cell(*['odd' if x[0, k] % 2 == 1 else 'even' for k in range(x.size)])",
        (("[1 2 3]",), ("[4 6 7 9]",), ("[2 5]",)),
    ),
    Original(
        "labelled", {"a": "text", "b": "text"}, ("t", "n"), "t = [upper(a) '_' fliplr(b)];\nn = numel(t);",
        "t = a.upper() + '_' + b[::-1]\nn = np.full((1, 1), float(len(t)))",
        (("'abc'", "'xyz'"), ("'q'", "'left'"), ("'Some'", "'Text'")),
    ),
    Original(
        "applied", {"f": "handle", "x": "row"}, ("y",), "y = f(x) + f(1) - 2;", "y = f(x) + f(1) - 2",
        with_each((("@(v) v.^2",), ("@(v) 3*v",), ("@(v) v.^2",)), R1, R2, R3),
    ),
)  # fmt: skip
# By the texts that Octave gives the handles.
FUNCTIONS = {"@(v) v .^ 2": lambda v: v**2, "@(v) 3 * v": lambda v: 3 * v}
