"""The importer reads the demo's files as their answer book says, row by row and field by field."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import pytest

import importers
from jiefen_lite import demo
from jiefen_lite.columnbook import column_book
from jiefen_lite.demo import layouts
from jiefen_lite.rules import loader
from jiefen_lite.rules.schema import Channels
from tests.demo.conftest import AS_OF, Samples

pytestmark = pytest.mark.slow

LAYOUTS = sorted(
    {layout.id for trio in layouts.BY_CHANNEL.values() for layout in trio} | {layouts.GRID_TOWN.id}
)
# Facts of the truth that no single column gives.
NO_FIELD = {"village", "id_no_wrong"}


@dataclass(frozen=True)
class ReadFile:
    """What the importer made of one file."""

    truth: demo.FileTruth
    channel: str
    rows: dict[tuple[str, int], tuple[dict[str, Any], list[Any]]]  # fields and problems by sheet and row
    skipped: set[tuple[str, int]]


@pytest.fixture(scope="session")
def book() -> dict[str, Any]:
    """The shipped column book, with the demo's towns by all their names."""
    text = files("jiefen_lite.rules").joinpath("channels.yaml").read_text(encoding="utf-8")
    channels, faults = loader.parse_typed(text, Channels, "channels.yaml")
    assert not faults
    assert channels is not None
    towns = [name for town in demo.center().region.towns for name in (town.name, *town.aliases)]
    return column_book(channels, {}, towns)


def _read(samples: Samples, file: demo.FileTruth, book: dict[str, Any]) -> ReadFile:
    only = "Sheet1" if file.file.endswith(".csv") else None  # a CSV file has no sheet names
    with importers.read(samples.folder / file.file, channel=None, columns=book, as_of=AS_OF) as reading:
        sheets = [only or sheet.name for sheet in reading.sheets()]
        rows = {
            (sheets[number], row): (fields, problems)
            for batch in reading.batches()
            for number, row, _, fields, problems in batch
        }
        skipped = {
            (name, row)
            for name, sheet in zip(sheets, reading.sheets(), strict=True)
            for row, _ in sheet.skipped
        }
        return ReadFile(file, reading.head.channel, rows, skipped)


def _layout(file: demo.FileTruth) -> str:
    return next(feature[7:] for feature in file.features if feature.startswith("layout:"))


def _compare(samples: Samples, chosen: list[demo.FileTruth], book: dict[str, Any]) -> list[str]:
    """Every difference between what was read and the answer book, one line each."""
    with ThreadPoolExecutor(2) as pool:
        read = list(pool.map(lambda file: _read(samples, file, book), chosen))
    return [difference for one in read for difference in _differences(samples, one)]


def _differences(samples: Samples, read: ReadFile) -> Iterator[str]:
    name = read.truth.file
    if read.channel != read.truth.channel:
        yield f"{name}: channel {read.channel}, should be {read.truth.channel}"
    expected = samples.truth.rows_of(name)
    for key in expected.keys() - read.rows.keys():
        yield f"{name} {key}: row not read"
    for key in read.rows.keys() - expected.keys():
        yield f"{name} {key}: no data row, but read as one"
    lines = {(sheet, row) for sheet, row, _ in read.truth.skipped}
    for key in lines ^ read.skipped:
        yield f"{name} {key}: skipped by one side only"
    for key in expected.keys() & read.rows.keys():
        truth = expected[key]
        fields, problems = read.rows[key]
        refused = any(level == "error" for _, _, level, _ in problems)
        if refused != (truth.disposition == "rejected"):
            yield f"{name} {key}: refused {refused}, truth {truth.disposition} {truth.reason}"
        elif not refused:
            for field, stated in truth.stated.items():
                if field not in NO_FIELD and not _agrees(fields, field, stated):
                    yield f"{name} {key} {field}: {_value(fields, field)!r}, stated {stated!r}"


def _agrees(fields: dict[str, Any], field: str, stated: Any) -> bool:
    value = _value(fields, field)
    if field in ("town", "town_in_title"):  # in the file's own word: 富锦市锦山镇, 锦山, 锦山派出所
        return value is not None and stated.removesuffix("镇").removesuffix("街道") in value
    return bool(sorted(value) == sorted(stated)) if field == "names" else bool(value == stated)


def _value(fields: dict[str, Any], field: str) -> Any:
    """The field as read, with what belongs to a party taken from that party."""
    people = fields.get("parties", [])
    left = [person for person in people if person["role"] == "applicant"]
    right = [person for person in people if person["role"] == "respondent"]
    if field == "town_in_title":  # the ledger is of one town and only its head says which
        return fields.get("town")
    if field == "names":
        return [person["name"] for person in people if person.get("name")]
    if field in ("applicant", "respondent"):
        return [person.get("name") for person in (left if field == "applicant" else right)]
    if field in ("phone", "respondent_phone"):
        side = left if field == "phone" else right
        return [side[0].get("phone")] if side else None
    if field in ("id_no", "address", "gender", "age"):
        return left[0].get(field) if left else None
    return fields.get(field)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_fullest_file_of_a_layout_is_read_as_told(
    samples: Samples, book: dict[str, Any], layout: str
) -> None:
    chosen = max(
        (file for file in samples.truth.files if _layout(file) == layout), key=lambda file: file.rows
    )
    assert _compare(samples, [chosen], book) == []


def test_all_files_are_read_as_told(samples: Samples, book: dict[str, Any]) -> None:
    assert _compare(samples, list(samples.truth.files), book) == []


def test_wrong_check_digits_only_warn(samples: Samples, book: dict[str, Any]) -> None:
    row = next(row for row in samples.truth.rows if row.stated.get("id_no_wrong"))
    file = next(file for file in samples.truth.files if file.file == row.file)
    _, problems = _read(samples, file, book).rows[row.sheet, row.row]
    assert [(field, level) for _, field, level, _ in problems if field == "id_no"] == [("id_no", "warning")]
