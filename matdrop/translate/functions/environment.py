"""Questions about the system, the time, and the functions that run."""

from __future__ import annotations

from matdrop.translate.code import ATOM, COMPARE, Code, UntranslatableError, call
from matdrop.translate.functions.registry import Request, function

# What they answer depends on the machine or the version: the answer of the cases is taken.
ASKED = ["ismac", "computer", "version", "OCTAVE_VERSION", "usejava", "isdeployed", "verLessThan", "license",
         "is_octave", "have_window_system", "compare_versions", "nproc", "mexext", "isstudent"]  # fmt: skip
SYSTEMS = {"ispc": 'os.name == "nt"', "isunix": 'os.name == "posix"'}


@function(*ASKED, ignoring=True)
def _asked(request: Request) -> Code:
    """Take the answer that the cases got."""
    return answer_of(request, f"the answer of {request.name} in all cases")


def answer_of(request: Request, note: str) -> Code:
    """Return the value that a call had in all cases.

    Parameters
    ----------
    request : Request
        The call.
    note : str
        What stands at the line.

    Returns
    -------
    Code
        A constant.

    Raises
    ------
    UntranslatableError
        If the value varies, or is neither a number nor text.
    """
    facts = request.facts
    if facts and facts.kind == "str" and facts.text is not None:
        request.context.notes.append(note)
        return Code(repr(facts.text), kind="str", class_="char")
    if not facts or facts.number is None:
        raise UntranslatableError(f"{request.name} depends on the system")
    request.context.notes.append(note)
    if facts.class_ == "logical":
        return Code(str(bool(facts.number)), class_="logical")
    whole = facts.number == int(facts.number)
    return Code(str(int(facts.number)) if whole else repr(facts.number), whole=whole)


@function(*SYSTEMS, ignoring=True)
def _system(request: Request) -> Code:
    """Ask which system it is."""
    request.context.modules.add("os")
    return Code(SYSTEMS[request.name], COMPARE, class_="logical")


@function("getenv")
def _getenv(request: Request) -> Code:
    """Return a variable of the environment: no text if it is not set."""
    request.context.modules.add("os")
    return Code(call("os.environ.get", request[0], '""'), kind="str", class_="char")


@function("setenv", "putenv")
def _setenv(request: Request) -> Code:
    """Set a variable of the environment, by default to no text."""
    request.context.modules.add("os")
    value = request[1].text if len(request) > 1 else '""'
    return Code(f"os.environ.update({{{request[0].text}: {value}}})", kind="any")


@function("print_usage", ignoring=True)
def _usage(request: Request) -> Code:
    """Raise the error of a wrong call."""
    name = request.context.function.name if request.context.function else request.context.path.stem
    return Code(f'{request.context.helper("raise_error")}("Invalid call to {name}")', kind="any")


@function("inputname")
def _inputname(request: Request) -> Code:
    """Take the name that the argument had in the caller."""
    return answer_of(request, "the name in the caller in all cases")


@function("whos")
def _whos(request: Request) -> Code:
    """Describe one variable by its name, size, bytes and class; the fields of the session are left out."""
    name = request.literal(0) if len(request) == 1 else None
    variable = request.context.variable(name or "")
    if variable is None or variable.kind == "sparse":
        raise UntranslatableError("whos of anything but one variable")
    size, count, class_ = (request.context.helper(helper) for helper in ("shape_of", "byte_count", "class_of"))
    held = variable.name
    fields = f'"name": "{name}", "size": np.array([{size}({held})], dtype=float), "bytes": {count}({held})'
    return Code(f'{{{fields}, "class": {class_}({held})}}', kind="struct", class_="struct", facts=request.facts)


@function("superiorfloat")
def _superior(request: Request) -> Code:
    """Return the class of a result."""
    single = any(code.class_ == "single" for code in request.arguments)
    return Code('"single"' if single else '"double"', kind="str", class_="char")


@function("mfilename")
def _mfilename(request: Request) -> Code:
    """Return the name of the file; of the whole path that of the port, without its ending."""
    if len(request) and (request.literal(0) or "").lower() not in ("fullpath", "fullpathext"):
        raise UntranslatableError("mfilename with an option")
    if len(request):
        request.context.modules.add("os")
        path = "os.path.abspath(__file__)"
        is_whole = (request.literal(0) or "").lower() == "fullpathext"
        return Code(path if is_whole else f"os.path.splitext({path})[0]", ATOM, "str", "char")
    return Code(f'"{request.context.path.stem}"', ATOM, "str", "char")


@function("dbstack", ignoring=True)
def _dbstack(request: Request) -> Code:
    """Return the functions that run, as far as the name of this one."""
    function_ = request.context.function
    text = f'{{"name": "{function_.name if function_ else request.context.path.stem}"}}'
    if request.facts.kind == "struct":
        return Code(text, kind="struct", class_="struct")
    return Code(f"[{text}]", kind="structs", class_="struct")
