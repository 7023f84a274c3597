"""The JSON Schema of case tables, for editors: made from the entries, and kept in ``table.schema.json``."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec

from matdrop.cases.entries import PairEntry, Settings

SCHEMA_FILE = Path(__file__).parent / "table.schema.json"
DESCRIPTION = (
    "Pairs of a MATLAB original and its Python port, with their cases: a table for each, settings in [matdrop]."
)
ENGINES = {
    "type": "object",
    "description": "Programs of engines by name: octave, matlab, or octave-11 and the like. `--engine NAME` runs them.",
    "patternProperties": {"^(octave|matlab)(-[A-Za-z0-9_.]+)?$": {"type": "string"}},
    "additionalProperties": False,
    "examples": [{"octave-11": "/opt/octave-11/bin/octave-cli"}],
}


def schema_text() -> str:
    """Return the JSON Schema of a case table.

    Returns
    -------
    str
        JSON, as `SCHEMA_FILE` holds it.

    Examples
    --------
    >>> json.loads(schema_text())["title"]
    'matdrop case table'
    """
    (settings, pair), definitions = msgspec.json.schema_components(
        (Settings, PairEntry), ref_template="#/definitions/{name}"
    )
    schema = {
        "$schema": "http://json-schema.org/draft-07/schema#",  # what editors' TOML plug-ins read
        "title": "matdrop case table",
        "description": DESCRIPTION,
        "type": "object",
        "properties": {"matdrop": settings, "engines": ENGINES},
        "additionalProperties": pair,
        "definitions": definitions,
    }
    return json.dumps(schema, indent=1) + "\n"
