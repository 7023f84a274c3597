"""What a case table holds: an entry for each kind of TOML table, and for each key its type, words and example.

Both the reader of tables (`matdrop.cases.toml_reader`) and the JSON Schema (`matdrop.cases.schema`) follow from these
classes, so a key is stated here and nowhere else.
"""

from __future__ import annotations

from typing import Annotated, Any, TypeVar

from msgspec import UNSET, Meta, Struct, UnsetType, field

from matdrop.cases.case import Verdict
from matdrop.cases.declared_conventions import DeclaredConventions
from matdrop.cases.generate import Kind

# What the error message asks for: "write ..., such as KEY = EXAMPLE".
Text = Annotated[str, Meta(extra={"write": "text in quotes"})]
Flag = Annotated[bool, Meta(extra={"write": "true or false"})]
CaseName = Annotated[
    str,
    Meta(
        pattern="^[A-Za-z][A-Za-z0-9_]{0,62}$",
        extra={"write": "a MATLAB identifier: a letter, then at most 62 letters, digits and _"},
    ),
]
NameStart = Annotated[  # leaves room for the number that follows
    str,
    Meta(
        pattern="^[A-Za-z][A-Za-z0-9_]{0,56}$",
        extra={"write": "the start of a MATLAB identifier: a letter, then at most 56 letters, digits and _"},
    ),
]
Folders = Annotated[tuple[str, ...], Meta(extra={"write": "a list of folders in quotes"})]
Share = Annotated[float, Meta(ge=0, le=1, extra={"write": "a number from 0 to 1"})]
Argument = str | bool | int | float | list[Any] | dict[str, Any]

_LIMITS = {
    "type": "object",
    "properties": {
        "rtol": {"type": "number", "minimum": 0, "description": "Allowed relative to the original's element."},
        "atol": {"type": "number", "minimum": 0, "description": "Allowed besides, whatever the size of the element."},
    },
    "additionalProperties": False,
    "minProperties": 1,
}
_ONE_TOLERANCE = [{"type": "string", "pattern": "^(exact|ulp:[0-9]+)$"}, _LIMITS]
_BY_OUTPUT = {
    "type": "object",
    "propertyNames": {"not": {"enum": ["rtol", "atol"]}},
    "additionalProperties": {"anyOf": _ONE_TOLERANCE},
}


# What a pair expects of all its cases, or one case of itself.
ExpectedTolerance = Annotated[
    Any,
    Meta(
        description='How far the outputs may be from the original\'s: "exact", "ulp:N" (units in the last place) '
        "or { rtol = ..., atol = ... }; one for all outputs, or one for each output by its name.",
        examples=["ulp:4", {"rtol": 1e-12}, {"J_history": "exact", "theta": {"rtol": 1e-12}}],
        extra={"write": "a tolerance"},
        extra_json_schema={"anyOf": [*_ONE_TOLERANCE, _BY_OUTPUT]},
    ),
]
ExpectedVerdict = Annotated[
    Verdict | UnsetType,
    Meta(
        description="The verdict that is right here; PASS by default. Any other needs `why`.",
        examples=["MISMATCH"],
        extra={"write": "a verdict"},
    ),
]
Why = Annotated[
    str | UnsetType,
    Meta(
        description="Why another verdict than PASS is right.",
        examples=["the port clips the last step"],
        extra={"write": "text in quotes"},
    ),
]


class Settings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Settings of the whole table: [matdrop], or [tool.matdrop] in a pyproject.toml."""

    fixtures: Annotated[
        Text,
        Meta(
            description="The folder of the saved references, relative to the table.",
            examples=["fixtures"],
        ),
    ] = "fixtures"
    strict: Annotated[
        Flag,
        Meta(
            description="True: the port must have MATLAB's own sizes and classes, and exact values unless a tolerance "
            "is given. False: NumPy's own ways, such as 1-D for a vector, are accepted and named. A pair can differ.",
            examples=[True],
        ),
    ] = False
    path: Annotated[
        Folders,
        Meta(
            description="Folders in which MATLAB functions that the originals call are found, relative to the table; "
            "searched after those of a pair.",
            examples=[["../toolbox"]],
        ),
    ] = ()
    minimum_adequacy: Annotated[
        Share,
        Meta(
            description="The share of single changes of a port that the cases of its pair have to notice, from 0 to 1: "
            "`matdrop adequacy` and `matdrop verify --adequacy` fail below it. A pair can differ.",
            examples=[0.9],
        ),
    ] = 0.0


Constructor = Annotated[
    tuple[Argument, ...] | UnsetType,
    Meta(
        description="The arguments of the constructor, where the original or the port is a method of a class, as "
        "`args` has them. An expression may use the original's parameters by their names; its value is passed to both "
        "sides.",
        examples=[["magic(4)", "0.5"]],
        extra={"write": "a list of MATLAB expressions in quotes, or of values"},
    ),
]


class CaseEntry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One case: a set of inputs and a seed. What it expects replaces what its pair expects."""

    name: Annotated[
        CaseName,
        Meta(description="The name of the case: a MATLAB identifier, used once in the pair.", examples=["small"]),
    ]
    args: Annotated[
        tuple[Argument, ...],
        Meta(
            description="The arguments. Text is a MATLAB expression, evaluated after seeding; its value is passed to "
            "both sides. Anything else is a value.",
            examples=[["magic(4)", "0.85"]],
            extra={"write": "a list of MATLAB expressions in quotes, or of values"},
        ),
    ] = ()
    constructor: Constructor = UNSET
    seed: Annotated[
        int | UnsetType,
        Meta(
            description="Seeds all random number generators of the original; the port gets the same random numbers.",
            examples=[42],
            extra={"write": "a whole number"},
        ),
    ] = UNSET
    tolerance: ExpectedTolerance = UNSET
    expected: ExpectedVerdict = UNSET
    why: Why = UNSET


class GenerateEntry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A block of random cases, the same on every machine."""

    name: Annotated[
        NameStart,
        Meta(
            description="What the names of the cases start with: random gives random_001, random_002, ...",
            examples=["random"],
        ),
    ]
    cases: Annotated[
        int,
        Meta(ge=1, description="How many cases.", examples=[20], extra={"write": "a whole number from 1"}),
    ]
    args: Annotated[
        tuple[Kind, ...],
        Meta(
            description="The kind of each argument: array (any size, class and special values), mask (a logical array "
            "of the size of the first argument) or probability (a double from 0 to 1).",
            examples=[["array", "probability"]],
            extra={"write": "a list with the kind of each argument"},
        ),
    ]
    seed: Annotated[
        int,
        Meta(
            ge=0,
            le=2**32 - 1,
            description="The seed of the generator that draws the arguments, and a seed for each case.",
            examples=[20220115],
            extra={"write": "a whole number from 0 to 4294967295"},
        ),
    ]


class PairEntry(DeclaredConventions, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A pair: an original and its port, what is compared, and the cases. The table's name is the pair's name."""

    original: Annotated[
        str | UnsetType,
        Meta(
            description="The MATLAB file, relative to the table; by default NAME.m, where NAME is the pair's. A method "
            "of a class is FILE.m:CLASS.METHOD.",
            examples=["matlab/gradientDescent.m"],
            extra={"write": "a path in quotes"},
        ),
    ] = UNSET
    port: Annotated[
        Text,
        Meta(
            description="The Python side: path/file.py:function, path/file.py:Class.method or module:function; of a "
            "script the file alone.",
            examples=["python/linear.py:gradient_descent"],
        ),
    ]
    outputs: Annotated[
        tuple[str, ...] | UnsetType,
        Meta(
            description="The outputs to compare; by default all that the original declares. Of a script, the "
            "variables that it leaves behind.",
            examples=[["theta", "J_history"]],
            extra={"write": "a list of names in quotes"},
        ),
    ] = UNSET
    printed: Annotated[
        Flag,
        Meta(
            description="Whether to compare what both sides print, as one more output named printed.",
            examples=[True],
        ),
    ] = False
    functions: Annotated[
        dict[str, str],
        Meta(
            description="Python functions that the port gets where the original gets a function handle: by the text of "
            "the handle, path/file.py:function or module:function. A saved reference with a handle needs them.",
            examples=[{"@(x) x.^2": "python/roots.py:square"}],
            extra={"write": "a table of handles and functions in quotes"},
        ),
    ] = field(default_factory=dict)
    adapter: Annotated[
        Text,
        Meta(
            description="A Python function between both sides, where the port takes or returns what no other key "
            "describes: path/file.py:function. It gets the port and MATLAB's inputs, calls the port, and returns "
            "MATLAB's outputs.",
            examples=["adapters.py:bus"],
        ),
    ] = ""
    path: Annotated[
        Folders,
        Meta(
            description="More folders in which MATLAB functions that the original calls are found, relative to the "
            "table. Its own folder, its packages, and what start-up scripts add are searched anyway.",
            examples=[["../toolbox"]],
        ),
    ] = ()
    constructor: Constructor = UNSET
    tolerance_in: Annotated[
        dict[str, Any],
        Meta(
            description="Another `tolerance` where a certain engine runs the original: octave-11 for a GNU Octave 11, "
            "matlab. For what an engine computes in another order of operations, which no port can follow in all.",
            examples=[{"octave-11": "ulp:8"}],
            extra={"write": "a table of engines and tolerances"},
            extra_json_schema={
                "propertyNames": {"pattern": "^(matlab|octave-[0-9]+)$"},
                "additionalProperties": {"anyOf": [*_ONE_TOLERANCE, _BY_OUTPUT]},
            },
        ),
    ] = field(default_factory=dict)
    nargout: Annotated[
        Annotated[int, Meta(ge=0)] | UnsetType,
        Meta(
            description="How many outputs the original is asked for; by default all that it declares, and of "
            "`varargout` as many as the port returns.",
            examples=[2],
            extra={"write": "a whole number from 0"},
        ),
    ] = UNSET
    strict: Annotated[
        bool | UnsetType,
        Meta(
            description="As `strict` of [matdrop], which it replaces for this pair.",
            examples=[True],
            extra={"write": "true or false"},
        ),
    ] = UNSET
    minimum_adequacy: Annotated[
        Share | UnsetType,
        Meta(
            description="As `minimum_adequacy` of [matdrop], which it replaces for this pair.",
            examples=[0.8],
            extra={"write": "a number from 0 to 1"},
        ),
    ] = UNSET
    case: Annotated[
        tuple[CaseEntry, ...],
        Meta(
            description="The cases, each a table [[NAME.case]].",
        ),
    ] = ()
    generate: Annotated[
        tuple[GenerateEntry, ...],
        Meta(
            description="Blocks of random cases, each a table [[NAME.generate]].",
        ),
    ] = ()
    tolerance: ExpectedTolerance = UNSET
    expected: ExpectedVerdict = UNSET
    why: Why = UNSET


Value = TypeVar("Value")


def first_given(*values: Value | UnsetType) -> Value:
    """Return the first value that a table gives.

    Parameters
    ----------
    *values : object or UNSET
        From the nearest entry to the default, which is never UNSET.

    Returns
    -------
    object
        The first that is not UNSET.

    Examples
    --------
    >>> first_given(UNSET, "ulp:4", "exact")
    'ulp:4'
    """
    return next(value for value in values if not isinstance(value, UnsetType))
