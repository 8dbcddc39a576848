"""The shipped channel words lead the usual sheets and categories to their channel, field and type."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from importers.columns import Matcher, recognise, settle
from jiefen_lite.rules import loader
from jiefen_lite.rules.schema import Channels


@dataclass(frozen=True, slots=True)
class Sheet:
    """A usual header line; ``fields`` are header=field, an empty field where it is not read."""

    name: str
    channel: str
    headers: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheets:
    """sheets.yaml of this folder"""

    examples: tuple[Sheet, ...]


@dataclass(frozen=True, slots=True)
class Category:
    """A source system's category; no type where it leaves that to the story."""

    channel: str
    category: str
    l1: str | None
    l2: str | None = None


@dataclass(frozen=True, slots=True)
class Categories:
    """categories.yaml of this folder"""

    examples: tuple[Category, ...]


SHEETS, FAULTS = loader.parse_typed(
    (Path(__file__).parent / "sheets.yaml").read_bytes(), Sheets, "sheets.yaml"
)
assert SHEETS is not None, FAULTS


CATEGORIES, FAULTS = loader.parse_typed(
    (Path(__file__).parent / "categories.yaml").read_bytes(), Categories, "categories.yaml"
)
assert CATEGORIES is not None, FAULTS


@pytest.fixture(scope="module")
def rules() -> Channels:
    found, faults = loader.parse_typed(loader.shipped("channels"), Channels, "channels.yaml")
    assert found is not None, faults
    return found


@pytest.fixture(scope="module")
def book(rules: Channels) -> dict[str, Any]:
    """The plain dict that the readers of files are given."""
    return {
        "common": [[each.field, list(each.words)] for each in rules.common],
        "ignore": list(rules.ignore),
        "keep": list(rules.keep),
        "learned": {},
        "channels": {
            each.id: {
                "name": each.name,
                "signature": list(each.signature),
                "file_words": list(each.file_words),
                "columns": [[column.field, list(column.words)] for column in each.columns],
            }
            for each in rules.channels
        },
    }


@pytest.mark.parametrize("sheet", SHEETS.examples, ids=lambda sheet: sheet.name)
def test_the_channel_is_known_by_its_headers(sheet: Sheet, book: dict[str, Any]) -> None:
    assert recognise(book, sheet.headers.split(), ["表1"])[0] == sheet.channel


@pytest.mark.parametrize("sheet", SHEETS.examples, ids=lambda sheet: sheet.name)
def test_the_columns_feed_their_fields(sheet: Sheet, book: dict[str, Any]) -> None:
    columns = settle([("", header) for header in sheet.headers.split()], Matcher(book, sheet.channel))
    found = {column.header: column.field or "" for column in columns}
    expected = dict(each.split("=") for each in sheet.fields)
    assert {header: found[header] for header in expected} == expected


@pytest.mark.parametrize("sheet", SHEETS.examples, ids=lambda sheet: sheet.name)
def test_nobody_is_asked_about_a_usual_column(sheet: Sheet, book: dict[str, Any]) -> None:
    """What the usual sheets have is fed, kept by name or left out; all without a question."""
    columns = settle([("", header) for header in sheet.headers.split()], Matcher(book, sheet.channel))
    assert [column.header for column in columns if column.how == "unknown"] == []


@pytest.mark.parametrize(
    "header", ["信访形式", "登记单位", "区", "接线员", "报警方式", "接警报警子类", "反馈报警子类"]
)
@pytest.mark.parametrize("group", ["", "基本信息"])
def test_harmless_columns_are_kept_without_asking(header: str, group: str, book: dict[str, Any]) -> None:
    matcher = Matcher(book, "petition")
    assert matcher.match(header, group) == matcher.match(f"基本信息-{header}")
    assert (matcher.match(header, group).field, matcher.match(header, group).how) == (None, "kept")


def test_what_is_kept_is_not_read_and_not_left_out(rules: Channels) -> None:
    """A word stands in one list only: a second one would never be asked."""
    read = {
        word
        for each in (*rules.common, *(c for ch in rules.channels for c in ch.columns))
        for word in each.words
    }
    assert read.isdisjoint(rules.keep)
    assert set(rules.ignore).isdisjoint({*rules.keep, *read})
    assert len(set(rules.keep)) == len(rules.keep)


@pytest.mark.parametrize("example", CATEGORIES.examples, ids=lambda each: f"{each.channel}-{each.category}")
def test_a_category_leads_to_its_type(example: Category, rules: Channels) -> None:
    """The channel's own categories are asked first, then the common ones, each from the top."""
    own = next(each.types for each in rules.channels if each.id == example.channel)
    found = [
        (mapping.l1, mapping.l2)
        for mapping in (*own, *rules.types)
        if any(
            example.category == word if mapping.whole else word in example.category for word in mapping.words
        )
    ]
    assert (found or [(None, None)])[0] == (example.l1, example.l2)
