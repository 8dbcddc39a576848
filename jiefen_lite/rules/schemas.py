"""JSON Schemas (draft 2020-12) of rule files, out of the type hints: for editors outside this house."""

from __future__ import annotations

import json
from datetime import date
from typing import Any, get_args, get_type_hints

from jiefen_lite.rules import labels
from jiefen_lite.rules.labels import Key
from jiefen_lite.rules.marks import AtLeast, Matches, MonthDay
from jiefen_lite.rules.names import Names

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_DAY = r"^\d{4}-\d{2}-\d{2}$"
_MONTH_DAY = r"^\d{2}-\d{2}$"


def json_schema(name: str, cls: type, names: Names) -> dict[str, Any]:
    """The schema of the file ``name`` (without .yaml) whose shape is ``cls``."""
    heading, purpose = labels.of_file(name)
    parts = {each.__name__: _object(each, names) for each in labels.all_classes(cls)}
    root = parts.pop(cls.__name__)
    return {
        "$schema": DIALECT,
        "$id": f"{name}.schema.json",
        **root,
        "title": f"{name}.yaml：{heading}",
        "description": purpose,
        "$defs": parts,
    }


def schema_text(name: str, cls: type, names: Names) -> str:
    """The same as a file, its keys in the order of the rules."""
    return json.dumps(json_schema(name, cls, names), ensure_ascii=False, indent=2) + "\n"


def _object(cls: type, names: Names) -> dict[str, Any]:
    keys = labels.keys(cls)
    return {
        "type": "object",
        "title": labels.of_class(cls),
        "properties": {each.name: _property(cls, each, names) for each in keys},
        "required": [each.name for each in keys if each.needed],
        "additionalProperties": False,
    }


def _property(cls: type, key: Key, names: Names) -> dict[str, Any]:
    value: dict[str, Any] = {"$ref": f"#/$defs/{key.rows.__name__}"} if key.rows else _scalar(cls, key, names)
    if key.many:
        value = {"type": "array", "items": value}
        fixed = _length(cls, key.name)
        if fixed is not None:
            value |= {"minItems": fixed, "maxItems": fixed}
    elif key.optional:
        value = {"anyOf": [value, {"type": "null"}]}
    return {"title": key.title, "description": key.explanation, **value}


def _scalar(cls: type, key: Key, names: Names) -> dict[str, Any]:
    if key.words:
        told = labels.words_of(cls, key.name)
        return {"enum": list(key.words), "enumDescriptions": [told.get(word, "") for word in key.words]}
    if key.refers and key.refers in names:
        known = names[key.refers]
        return {"enum": list(known), "enumDescriptions": list(known.values())}
    if key.hint is bool:
        return {"enum": [True, False, "是", "否"]}
    if key.hint is date:
        return {"type": "string", "format": "date", "pattern": _DAY}
    if key.hint in (int, float):
        least = next((mark.least for mark in key.marks if isinstance(mark, AtLeast)), None)
        kind = {"type": "integer" if key.hint is int else "number"}
        return kind if least is None else {**kind, "minimum": least}
    for mark in key.marks:
        if isinstance(mark, MonthDay):
            return {"type": "string", "pattern": _MONTH_DAY}
        if isinstance(mark, Matches):
            return {"type": ["string", "number"], "pattern": f"^(?:{mark.pattern})$"}
    return {"type": ["string", "number"]}  # 110 without quotes is a word here, and a number elsewhere


def _length(cls: type, name: str) -> int | None:
    """How many values a list must have, None for any number."""
    hint = get_type_hints(cls)[name]
    inside = next((get_args(arg) for arg in get_args(hint) if get_args(arg)), get_args(hint))
    return None if Ellipsis in (*inside, *get_args(hint)) else len(inside)
