"""What functions of MATLAB are called in NumPy, where one function is the other."""

from __future__ import annotations

_SAME = """abs all any ceil conj cos cosh cross cumprod cumsum deg2rad diag diff dot exp expm1 fliplr flipud floor hypot
    imag isfinite isinf isnan kron log log10 log1p log2 max mean median min mod ones prod rad2deg real round
    sign sin sinc sinh sort sqrt std sum tan tanh trace tril triu unique var zeros"""
# By MATLAB's name, the name behind `np.`.
NUMPY_NAMES = {name: name for name in _SAME.split()} | {
    "acos": "arccos", "acosh": "arccosh", "angle": "angle", "arg": "angle", "asin": "arcsin", "asinh": "arcsinh",
    "atan": "arctan", "atan2": "arctan2", "atanh": "arctanh", "chol": "linalg.cholesky", "det": "linalg.det",
    "double": "float64", "fft": "fft.fft", "fft2": "fft.fft2", "fftn": "fft.fftn", "fftshift": "fft.fftshift",
    "find": "nonzero", "fix": "trunc", "ifft": "fft.ifft", "ifft2": "fft.ifft2", "ifftn": "fft.ifftn",
    "ifftshift": "fft.ifftshift", "inv": "linalg.inv", "norm": "linalg.norm", "numel": "size", "pinv": "linalg.pinv",
    "rank": "linalg.matrix_rank", "cond": "linalg.cond",
}  # fmt: skip
