"""Every rule file as a page that people read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from jiefen_lite.rules import labels, loader, readable
from jiefen_lite.rules.names import names
from jiefen_lite.rules.readable import Section
from jiefen_lite.rules.schema import FILES

BOOK = loader.load()
NAMES = names(BOOK)


def sections(section: Section) -> Iterator[Section]:
    """A section and all inside it."""
    yield section
    for each in section.sections:
        yield from sections(each)


def texts(section: Section) -> set[str]:
    """Everything that a page says."""
    said: set[str] = set()
    for each in sections(section):
        said |= {fact.value for fact in each.facts}
        said |= {word for words in each.words for word in words.words}
        said |= {cell for table in each.tables for row in table.rows for cell in row}
    return said


def strings(value: Any) -> Iterator[str]:
    """The free texts of a rule file: names, bases, definitions."""
    for key in labels.keys(type(value)):
        inside = getattr(value, key.name)
        for each in (inside or ()) if key.many else (inside,):
            if key.rows and each is not None:
                yield from strings(each)
            elif key.hint is str and each and not (key.many or key.words or key.refers or key.example):
                yield each


@pytest.mark.parametrize("name", FILES)
def test_a_page_says_all_that_the_file_says(name: str) -> None:
    """No free text is lost, wherever it stands."""
    part = getattr(BOOK, name)
    page = readable.page(name, part, NAMES)
    assert page.title
    assert page.explanation
    said = "\n".join(texts(page))
    missing = [text for text in strings(part) if labels.NAMES.get(text, text) not in said]
    assert missing == []


@pytest.mark.parametrize("name", FILES)
def test_headings_are_chinese_and_rows_fit_their_headers(name: str) -> None:
    """A table has a cell for every header."""
    for section in sections(readable.page(name, getattr(BOOK, name), NAMES)):
        for table in section.tables:
            assert {len(row) for row in table.rows} == {len(table.headers)}
            assert not any(title.isascii() for title, _ in table.headers)


def test_settings_are_said_in_sentences() -> None:
    """With names of types and words of people, not of files."""
    page = readable.page("deadlines", BOOK.deadlines, NAMES)
    assert page.sentences[1] == "劳动仲裁的件，自受理日，台账没有单列的用登记日起 45 个自然日。"
    center, _yellow, repeats = page.sections
    assert repeats.sentences == ("信访的重件，原件办结以前随原件的到期日，不另起期限。",)
    assert center.sentences == (
        "自受理起，简易件 3 个自然日办结，复杂件 20 个自然日办结。",
        "法院诉前调解、劳动仲裁、信访的件已有来源限办日或法定到期日的，不看中心的钟。",
    )
    routing = readable.page("routing", BOOK.routing, NAMES)
    assert "涉行政／涉法涉诉、其他类的件不派单，等人定。" in routing.sentences
