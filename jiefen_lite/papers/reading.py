"""A kept paper read back for a page: its headings, paragraphs and tables, as the file says them."""

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
_TABLE = re.compile(r"(.*第\d+个表)第\d+行")
_PAGE_NUMBER = re.compile(r"[\s—\-]*\d*[\s—\-]*")
_SENTENCE_END = "。；：！？"


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing on the page. ``kind``: section, part, caption, text, table, line (name and date below)."""

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
    return Paper(title, tuple(_pieces(body[first + 1 :])), tuple(foot))


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
