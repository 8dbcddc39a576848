"""JSON Schemas of the rule files: the shipped files are valid by them, wrong ones are not."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from jiefen_lite.config import CenterText
from jiefen_lite.rules import labels, loader, schemas
from jiefen_lite.rules.names import names
from jiefen_lite.rules.schema import FILES

NAMES = names(loader.load())
SHAPES = {**FILES, "center": CenterText}
CENTER = """\
name: 甲县综治中心
region: {name: 甲县, code: "230800", towns: [{name: 甲镇, villages: [{name: 乙村}]}]}
units: [{name: 司法局, kind: department}]
holidays: [{date: 2027-02-05, kind: rest}]
"""


def as_editor_reads(text: str) -> Any:
    """The value of a YAML text as an editor outside reads it: by YAML 1.2, days as text."""
    return _days_as_text(YAML(typ="safe", pure=True).load(text))


def _days_as_text(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _days_as_text(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_days_as_text(each) for each in value]
    return value.isoformat() if isinstance(value, date) else value


def faults(name: str, value: Any) -> list[str]:
    """What the schema of a file finds wrong in a value: where, as the keys that lead there."""
    validator = Draft202012Validator(schemas.json_schema(name, SHAPES[name], NAMES))
    return [error.json_path for error in validator.iter_errors(value)]


@pytest.mark.parametrize("name", SHAPES)
def test_schemas_are_lawful(name: str) -> None:
    """By the rules of JSON Schema itself."""
    Draft202012Validator.check_schema(schemas.json_schema(name, SHAPES[name], NAMES))


@pytest.mark.parametrize("name", SHAPES)
def test_shipped_files_are_valid(name: str) -> None:
    """And so is a centre's own file."""
    text = CENTER if name == "center" else loader.shipped(name).decode()
    assert faults(name, as_editor_reads(text)) == []


@pytest.mark.parametrize(
    ("name", "old", "new", "where"),
    [
        ("deadlines", "simple_days: 3", "simple_days: 三", "$.center.simple_days"),
        ("deadlines", "simple_days: 3", "simple_days: 0", "$.center.simple_days"),
        ("deadlines", "simple_days: 3", "simple_day: 3", "$.center"),
        ("deadlines", "\n  unit: calendar", "\n  unit: 天", "$.center.unit"),
        ("types", "main: 司法局", "main: 没有这个局", "$.types[0].main"),
        ("holidays", "year: 2015", "year: [2015]", "$.years[0].year"),
        ("holidays", "date: 2015-01-01", "date: 元旦", "$.years[0].days[0].date"),
        ("risk", "hard: true", "hard: 也许", "$.rules[0].hard"),
        ("risk", '"01-15"', "一月", None),
        ("analysis", "crowds: [5, 10, 30]", "crowds: [5, 10]", "$.crowds"),
    ],
)
def test_wrong_files_are_found(name: str, old: str, new: str, where: str | None) -> None:
    """Each kind of mistake, where it is."""
    text = loader.shipped(name).decode()
    assert old in text
    found = faults(name, as_editor_reads(text.replace(old, new, 1)))
    assert found
    assert where is None or where in found


def test_every_key_and_rule_has_its_chinese_name() -> None:
    """What a schema, a page or a workbook shows is never a key alone."""
    unnamed = []
    for cls in labels.all_classes(*SHAPES.values()):
        if cls not in SHAPES.values() and labels.of_class(cls) == cls.__name__:
            unnamed.append(cls.__name__)
        for key in labels.keys(cls):
            if key.title == key.name or not key.explanation.endswith(("。", "？")):
                unnamed.append(f"{cls.__name__}.{key.name}")
    assert unnamed == []


def test_no_chinese_name_is_left_over() -> None:
    """A key that was renamed leaves the table too."""
    from jiefen_lite.rules import labeltable

    classes = list(labels.all_classes(*SHAPES.values()))
    known = {f"{cls.__name__}.{key.name}" for cls in classes for key in labels.keys(cls)}
    known |= {key.name for cls in classes for key in labels.keys(cls)}
    assert {*labeltable.FIELDS, *labeltable.WORDS} - known == set()
    assert set(labeltable.CLASSES) - {cls.__name__ for cls in classes} == set()
    assert set(labeltable.FILES) == set(SHAPES)
