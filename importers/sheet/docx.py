"""The paragraphs of a Word file (.docx) as lines of text: nothing else of it is looked at."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

from importers.limits import Limits
from importers.sheet.packed import UNREADABLE, pieces, sound_entries
from importers.sheet.refusals import refuse
from importers.sheet.xmltext import events, forget

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MAIN = "word/document.xml"
_PARAGRAPH, _TEXT, _TAB, _BREAK, _DELETED = (_WORD + name for name in ("p", "t", "tab", "br", "del"))


def is_docx(data: bytes) -> bool:
    """Whether the bytes are a zip with a Word text in it."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _MAIN in archive.namelist()
    except UNREADABLE:
        return False


def read_docx(data: bytes, limits: Limits) -> Iterator[str]:
    """Its paragraphs, in order, without what tracked changes have struck out. Raises UnreadableFile."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            sound_entries(archive, data, limits)
            main = pieces(archive, archive.getinfo(_MAIN))
            for _kind, paragraph in events(main, (), (_PARAGRAPH,), limits):
                yield from _lines(paragraph)
                forget(paragraph)
    except UNREADABLE as error:
        raise refuse("damaged") from error


def _lines(paragraph: object) -> Iterator[str]:
    words: list[str] = []
    for one in paragraph.iter(_TEXT, _TAB, _BREAK):  # type: ignore[attr-defined]
        if any(above.tag == _DELETED for above in one.iterancestors()):
            continue
        words.append((one.text or "") if one.tag == _TEXT else "\n" if one.tag == _BREAK else " ")
    yield from "".join(words).split("\n")
