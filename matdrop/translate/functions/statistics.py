"""Quantiles and standard scores."""

from __future__ import annotations

from matdrop.translate.code import ATOM, EMPTY, Code, UntranslatableError, as_array, call
from matdrop.translate.functions.reductions import axis_kept
from matdrop.translate.functions.registry import Request, function, joint_kind


@function("prctile", "quantile", "iqr")
def _quantiles(request: Request) -> Code:
    """Compute quantiles of the columns."""
    helper, values = request.context.helper("quantiles"), as_array(request[0])
    place = 1 if request.name == "iqr" else 2
    axis = [request.axis(place)] if len(request) > place and request[place].text != EMPTY else []
    request.at_most(4 if request.name == "quantile" else place + 1)
    if request.name == "iqr":
        if request.facts.is_scalar:
            return Code(f"{call('np.diff', call(helper, values, '[0.25, 0.75]'))}.item()")
        side = axis[0] if axis else axis_kept(request, values, None)
        return Code(call("np.diff", call(helper, values, "[0.25, 0.75]", side), f"axis={side}"), kind="array")
    if len(request) > 3:
        if request[3].text not in ("5", "7", "8"):
            raise UntranslatableError("quantile by this method")
        axis.append(f"method={request[3].text}")
    default = "[0, 25, 50, 75, 100]" if request.name == "prctile" else "[0, 0.25, 0.5, 0.75, 1]"
    shares = request[1].at(ATOM) if len(request) > 1 else f"np.array({default})"
    shares = f"{shares} / 100" if request.name == "prctile" else shares
    text = call(helper, values, shares, *axis)
    if request.facts.is_scalar:
        return Code(f"{text}.item()")
    return Code(text, kind="array")


# Functions of distributions, with the parameters behind what they are asked for.
DISTRIBUTIONS = {
    "chi2cdf": "chi2.cdf", "chi2inv": "chi2.ppf", "tcdf": "t.cdf", "tinv": "t.ppf", "binopdf": "binom.pmf",
    "normpdf": "norm.pdf", "norminv": "norm.ppf",
}  # fmt: skip


@function(*DISTRIBUTIONS)
def _distributions(request: Request) -> Code:
    """Translate by the table."""
    request.context.modules.add("scipy.stats")
    text = call(f"scipy.stats.{DISTRIBUTIONS[request.name]}", *request.arguments)
    return Code(text, kind=joint_kind(request.arguments))


INVERSES = {
    "norm": "norm.ppf({p}, {a}, {b})", "normal": "norm.ppf({p}, {a}, {b})", "chi2": "chi2.ppf({p}, {a})",
    "chisquare": "chi2.ppf({p}, {a})", "t": "t.ppf({p}, {a})", "exp": "expon.ppf({p}, 0, {a})",
    "exponential": "expon.ppf({p}, 0, {a})", "beta": "beta.ppf({p}, {a}, {b})", "gam": "gamma.ppf({p}, {a}, 0, {b})",
    "gamma": "gamma.ppf({p}, {a}, 0, {b})", "rayl": "rayleigh.ppf({p}, 0, {a})",
    "rayleigh": "rayleigh.ppf({p}, 0, {a})", "wbl": "weibull_min.ppf({p}, {b}, 0, {a})",
    "weibull": "weibull_min.ppf({p}, {b}, 0, {a})",
}  # fmt: skip


@function("icdf")
def _inverse_distribution(request: Request) -> Code:
    """Translate the inverse of a distribution that is named."""
    name = (request.literal(0) or "").lower()
    form = INVERSES.get(name)
    if form is None or len(request) != 2 + form.count("{a}") + form.count("{b}"):
        raise UntranslatableError(f"icdf of {name or 'a distribution that varies'}")
    request.context.modules.add("scipy.stats")
    named = dict(zip("pab", (code.text for code in request.arguments[1:]), strict=False))
    return Code(f"scipy.stats.{form.format(**named)}", kind=joint_kind(request.arguments[1:]))


@function("tiedrank")
def _ranks(request: Request) -> Code:
    """Rank the elements; equal ones share the mean of their places."""
    request.context.modules.add("scipy.stats")
    value = as_array(request[0])
    flat = value.raveled
    text = f'scipy.stats.rankdata({flat}, nan_policy="omit").reshape({value.at(ATOM)}.shape)'
    return Code(text, kind="array")


@function("zscore")
def _zscore(request: Request) -> Code:
    """Standardize the columns."""
    request.at_most(3)
    x = as_array(request[0])
    axis = axis_kept(request, x, 2 if len(request) > 2 else None)
    option = request[1].text if len(request) > 1 else "0"
    if option not in ("0", "1", EMPTY):
        raise UntranslatableError("zscore by an option that varies")
    more = ["ddof=0"] if option == "1" else []
    return Code(call(request.context.helper("standardized"), x, axis, *more), kind="array")
