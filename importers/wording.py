"""Running text out of a file (.docx, .txt, .md, .jsonl, each also as .gz); the child reads it."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from importers.limits import Limits
from importers.session import Child, bytes_of
from jiefen_lite.errors import UnreadableFile

MOST_LINES = 2_000_000
_LINES_ONCE = 500
_GZIP = b"\x1f\x8b"


def text_lines(source: Path | bytes, limits: Limits | None = None) -> list[str] | None:
    """The lines of a text; None where the file is a table. Raises UnreadableFile."""
    limits = limits or Limits()
    with Child(bytes_of(source, limits), {"want": "words"}, limits) as child:
        found: list[str] = []
        table = False
        while (answer := child.next_answer()).get("kind") != "end":
            if answer["kind"] == "table":
                table = True
            elif answer["kind"] == "words" and isinstance(answer.get("lines"), list):
                found.extend(map(str, answer["lines"]))
            else:
                raise child.rubbish()
        if answer.get("rows") != len(found):
            raise child.rubbish()
        return None if table else found


def word_answers(job: Mapping[str, Any], data: bytes) -> Iterator[dict[str, Any]]:
    """The child's side: some hundred lines at a time, or that the file is a table."""
    from importers.sheet.docx import is_docx, read_docx  # only the child brings the readers
    from importers.sheet.encodings import decode
    from importers.sheet.formats import kind_of
    from importers.sheet.refusals import refuse

    limits = Limits(**job["limits"])
    if data.startswith(_GZIP):
        data = _unpacked(data, limits)
    count = 0
    if is_docx(data):
        found: Iterator[str] = read_docx(data, limits)
    else:
        kind = kind_of(data)
        if kind == "plain":
            found = iter(decode(data).splitlines())
        elif kind in ("xlsx", "xls", "ods", "fods", "xml_2003"):
            yield {"kind": "table"}
            found = iter(())
        else:
            raise refuse(kind)
    held: list[str] = []
    for line in found:
        held.append(line)
        count += 1
        if count > MOST_LINES:
            raise UnreadableFile("这个文件的行太多，一次读不完。", "请拆成几个文件后再导入。")
        if len(held) >= _LINES_ONCE:
            yield {"kind": "words", "lines": held}
            held = []
    if held:
        yield {"kind": "words", "lines": held}
    yield {"kind": "end", "rows": count}


def _unpacked(data: bytes, limits: Limits) -> bytes:
    unpacking = zlib.decompressobj(wbits=31)
    try:
        whole = unpacking.decompress(data, limits.unpacked_bytes)
    except zlib.error as error:
        raise UnreadableFile("这个压缩文件解不开，可能已损坏。", "请重新下载或复制一份后再导入。") from error
    if unpacking.unconsumed_tail or not unpacking.eof:
        raise UnreadableFile("这个压缩文件不完整，或者解压后大得不正常。", "请解压后再导入其中的文件。")
    return whole
