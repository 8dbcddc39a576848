"""Errors that Excel has learned since: the native reader refuses a whole workbook for a single one of them.

They are made into one that it knows. Which cells they were, and what stood in them, the search through the
parts has told before.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator

from importers.sheet.packed import last_end, pieces

KNOWN_ERRORS = frozenset(
    {b"#DIV/0!", b"#N/A", b"#NAME?", b"#NULL!", b"#NUM!", b"#REF!", b"#VALUE!"}
)  # fmt: skip
_ANY_ERROR = b"#N/A"
_CELL = re.compile(
    rb"(<(?:\w+:)?c\s(?:[^>]*\s)?t\s*=\s*[\"']e[\"'][^>]*>\s*"
    rb"(?:<(?:\w+:)?f(?:\s[^>]*)?(?:/>|>[^<]*</(?:\w+:)?f>)\s*)?<(?:\w+:)?v(?:\s[^>]*)?>)([^<]+)"
)


def with_known_errors(data: bytes, sheets: set[str]) -> bytes:
    """The same workbook, searched before, with no other errors in these ``sheets``; its pictures left out."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new,
    ):
        for entry in old.infolist():
            if not entry.filename.lower().endswith((".xml", ".rels")):
                continue
            with new.open(entry.filename, "w", force_zip64=True) as part:
                if entry.filename in sheets:
                    for block in _whole_cells(pieces(old, entry)):
                        part.write(_CELL.sub(_known, block))
                else:
                    for piece in pieces(old, entry):
                        part.write(piece)
    return out.getvalue()


def _known(cell: re.Match[bytes]) -> bytes:
    return cell.group(1) + (cell.group(2) if cell.group(2) in KNOWN_ERRORS else _ANY_ERROR)


def _whole_cells(parts: Iterator[bytes]) -> Iterator[bytes]:
    rest = b""
    for piece in parts:
        block = rest + piece
        cut = last_end(block)
        yield block[:cut]
        rest = block[cut:]
    yield rest
