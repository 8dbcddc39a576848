"""XML from strangers, piece by piece: bytes counted, no document type, nothing fetched, flat memory."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from lxml import etree  # type: ignore[import-untyped]

from importers.limits import Limits
from importers.sheet.refusals import refuse
from jiefen_lite.errors import UnreadableFile

PIECE = 1 << 20
_SAID_ENCODING = re.compile(rb"(?:\xef\xbb\xbf)?\s*<\?xml\s[^>]*?encoding\s*=\s*[\"']([^\"'>]*)")
_SEARCHED = (b"utf-8", b"utf8", b"us-ascii", b"ascii")


def pieces_of(data: bytes) -> Iterator[bytes]:
    """A text that is in memory as a whole, in pieces."""
    view = memoryview(data)
    return (bytes(view[start : start + PIECE]) for start in range(0, len(data), PIECE))


def no_doctype(piece: bytes) -> None:
    """Raise where a text holds a document type or an entity: no table needs them, attacks do."""
    if b"<!" not in piece:
        return
    words = piece.upper()
    if b"<!DOCTYPE" in words or b"<!ENTITY" in words:
        raise UnreadableFile(
            "这个文件含有表格不该有的内容（DOCTYPE），为安全起见没有打开。",
            "请用 WPS 打开并另存为新的 .xlsx 后再导入。",
        )


def searchable(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The same pieces; refused where they are in an encoding that hides a document type from the search."""
    first = True
    for piece in pieces:
        said = _SAID_ENCODING.match(piece) if first else None
        # UTF-16 and UTF-32 are full of zero bytes
        if b"\0" in piece or (said and said.group(1).lower() not in _SEARCHED):
            raise refuse("damaged")
        first = False
        yield piece


def too_much_unpacked() -> UnreadableFile:
    """The error for a file that swells beyond the limit."""
    return UnreadableFile(
        "这个文件解压后大得不正常，为安全起见没有打开。", "请按月或按镇（街道）拆成几个文件后再导入。"
    )


def events(
    pieces: Iterable[bytes], starts: Sequence[str], ends: Sequence[str], limits: Limits
) -> Iterator[tuple[str, etree._Element]]:
    """The starts and ends of the named elements, in order; raises UnreadableFile.

    An element whose end was told may be emptied with :func:`forget`.
    """
    wanted = {("start", tag) for tag in starts} | {("end", tag) for tag in ends}
    parser = etree.XMLPullParser(
        ("start", "end"), tag=[*dict.fromkeys([*starts, *ends])], resolve_entities=False, no_network=True,
        load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True,
    )  # fmt: skip
    counted = 0
    tail = b""
    try:
        for piece in searchable(pieces):
            counted += len(piece)
            if counted > limits.unpacked_bytes:
                raise too_much_unpacked()
            if b"!" in piece or b"!" in tail:
                no_doctype(tail + piece)
            tail = piece[-9:]
            parser.feed(piece)
            yield from (told for told in parser.read_events() if (told[0], told[1].tag) in wanted)
        parser.close()
        yield from (told for told in parser.read_events() if (told[0], told[1].tag) in wanted)
    except etree.XMLSyntaxError as error:
        raise refuse("damaged") from error


def forget(element: etree._Element) -> None:
    """Free an element and what stands before it beside it: a long table must not stay in memory."""
    element.clear(keep_tail=True)
    parent = element.getparent()
    if parent is not None:
        while element.getprevious() is not None:
            del parent[0]


def without_declaration(text: str) -> str:
    """A decoded XML text without its first line, which would still name the old encoding."""
    text = text.lstrip("\ufeff \t\r\n")
    return text[text.index("?>") + 2 :] if text.startswith("<?xml") and "?>" in text[:1000] else text
