"""A kept paper read back for a page: its headings, paragraphs, tables and charts, as the file says them."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from exporters.word import Block

_SECTION = re.compile(r"[一二三四五六七八九十]+、\S.{0,28}")
_PART = re.compile(r"（[一二三四五六七八九十]+）\S.{0,28}")
_CAPTION = re.compile(r"[表图]\d+[\s　]+\S.*")
_CHART = re.compile(r"图(\d+)第\d+行")
_DAY = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日")
_TABLE = re.compile(r"(.*第\d+个表)第\d+行")
_PAGE_NUMBER = re.compile(r"[\s—\-]*\d*[\s—\-]*")
_SENTENCE_END = "。；：！？"
_SUBTITLE = 20  # letters that a line below the title may have


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing on the page. ``kind``: subtitle, section, part, caption, text, table, chart, signature.

    The rows of a chart are its data: the names of its series, then of each category its name and values.
    """

    kind: str
    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper as a page shows it: its title, its pieces, and what stands at the foot of its pages."""

    title: str
    pieces: tuple[Piece, ...]
    foot: tuple[str, ...] = field(default=())


def read_back(data: bytes) -> Paper:
    """The text of a Word file in the order of reading. Raises UnreadableFile."""
    from exporters import word  # Word's library is only loaded by those who look at a paper

    blocks = word.read_document(io.BytesIO(data)).blocks
    body = [one for one in blocks if one.kind in ("paragraph", "row")]
    foot = dict.fromkeys(
        one.text.strip()
        for one in blocks
        if one.kind == "footer" and not _PAGE_NUMBER.fullmatch(one.text.strip())
    )
    title = next((one.text.strip() for one in body if one.kind == "paragraph"), "")
    first = next((at for at, one in enumerate(body) if one.kind == "paragraph"), -1)
    charts = {
        number: tuple(one.cells for one in found)
        for number, found in groupby((one for one in blocks if _chart_of(one)), key=_chart_of)
    }
    return Paper(title, tuple(_with_charts(_signed([*_pieces(body[first + 1 :])]), charts)), tuple(foot))


def _with_charts(pieces: Sequence[Piece], charts: dict[str, tuple[tuple[str, ...], ...]]) -> Iterator[Piece]:
    """Each chart before the line that names it, as on paper; one that no line names at the end."""
    rest = dict(charts)
    for one in pieces:
        number = next((n for n in rest if re.match(rf"图{n}(?!\d)", one.text)), None)
        if one.kind == "caption" and number is not None:
            yield Piece("chart", one.text, rest.pop(number))
        yield one
    for number, rows in rest.items():
        yield Piece("chart", f"图{number}", rows)


def _signed(pieces: list[Piece]) -> list[Piece]:
    """The line below the title, and name and date at the end, are set apart from the text."""
    if pieces and pieces[0].kind == "text" and _is_short(pieces[0].text):
        pieces[0] = Piece("subtitle", pieces[0].text)
    for at in range(len(pieces) - 1, 0, -1):
        if _DAY.fullmatch(pieces[at].text) and pieces[at - 1].kind == "text":
            pieces[at - 1 : at + 1] = [Piece("signature", one.text) for one in pieces[at - 1 : at + 1]]
            break
    return pieces


def _is_short(text: str) -> bool:
    return len(text) <= _SUBTITLE and text[-1:] not in _SENTENCE_END


def _chart_of(block: Block) -> str:
    found = _CHART.fullmatch(block.place) if block.kind == "chart" else None
    return found[1] if found else ""


def _pieces(body: Sequence[Block]) -> Iterator[Piece]:
    for table, blocks in groupby(body, key=_table_of):
        if table is not None:
            yield Piece("table", rows=tuple(one.cells for one in blocks))
            continue
        for one in blocks:
            text = one.text.strip()
            yield Piece(_kind(text), text)


def _table_of(block: Block) -> str | None:
    found = _TABLE.fullmatch(block.place) if block.kind == "row" else None
    return found[1] if found else None


def _kind(text: str) -> str:
    if text[-1:] in _SENTENCE_END:
        return "text"
    for kind, form in (("section", _SECTION), ("part", _PART), ("caption", _CAPTION)):
        if form.fullmatch(text):
            return kind
    return "text"
