"""Files of old and other formats built byte by byte, so that no office program is needed for tests."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterable, Sequence

_SECTOR, _END, _FREE, _FAT = 512, 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
CONTENT = '<?xml version="1.0" encoding="UTF-8"?><office:document-content ' + " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "table", "text", "style")
)


def ole(**streams: bytes) -> bytes:
    """The container of old Office files with these streams, each at least a sector long."""
    sectors: list[bytes] = []
    fat: list[int] = []

    def put(content: bytes) -> int:
        first, count = len(sectors), max(-(-len(content) // _SECTOR), 8)
        padded = content.ljust(count * _SECTOR, b"\x00")
        sectors.extend(padded[at : at + _SECTOR] for at in range(0, len(padded), _SECTOR))
        fat.extend([*range(first + 1, first + count), _END])
        return first

    def entry(name: str, kind: int, first: int, size: int, right: int, child: int) -> bytes:
        told = name.encode("utf-16-le")
        head = told.ljust(64, b"\x00") + struct.pack("<HBB", len(told) + 2, kind, 1)
        return head + struct.pack("<III", _FREE, right, child) + bytes(36) + struct.pack("<IQ", first, size)

    placed = [(name, put(content), max(len(content), 4096)) for name, content in streams.items()]
    entries = [entry("Root Entry", 5, _END, 0, _FREE, 1)]
    for number, (name, first, size) in enumerate(placed, 1):
        entries.append(entry(name, 2, first, size, number + 1 if number < len(placed) else _FREE, _FREE))
    directory = put(b"".join(entries))
    fat_at, fat_sectors, entry_count = len(sectors), 1, _SECTOR // 4
    while len(fat) + fat_sectors > fat_sectors * entry_count:
        fat_sectors += 1
    fat.extend([_FAT] * fat_sectors)
    fat.extend([_FREE] * (fat_sectors * entry_count - len(fat)))
    sectors.append(struct.pack(f"<{len(fat)}I", *fat))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 62, 3, 0xFFFE, 9, 6)
    header += bytes(10) + struct.pack("<IIIIIIII", fat_sectors, directory, 0, 4096, _END, 0, _END, 0)
    header += struct.pack(f"<{fat_sectors}I", *range(fat_at, fat_at + fat_sectors))
    return header.ljust(_SECTOR, b"\xff") + b"".join(sectors)


def biff(*records: tuple[int, bytes]) -> bytes:
    """The records of an old workbook, as they stand in its stream."""
    return b"".join(struct.pack("<HH", kind, len(body)) + body for kind, body in records)


def excel_2(rows: Iterable[Sequence[bytes | float]]) -> bytes:
    """A sheet of Excel 2 with texts in whatever bytes its program used, without a word about the encoding."""
    records = [(0x0009, struct.pack("<HH", 2, 0x10))]
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            head = struct.pack("<HH3x", row, column)
            if isinstance(cell, bytes):
                records.append((0x0004, head + bytes([len(cell)]) + cell))
            else:
                records.append((0x0003, head + struct.pack("<d", cell)))
    return biff(*records, (0x000A, b""))


def ods(body: str, *, styles: str = "", mimetype: str = "spreadsheet", **more: bytes) -> bytes:
    """An OpenDocument file with this content."""
    content = f"{CONTENT}><office:automatic-styles>{styles}</office:automatic-styles><office:body>"
    content += f"<office:spreadsheet>{body}</office:spreadsheet></office:body></office:document-content>"
    parts = {"content.xml": content.encode(), **more}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", f"application/vnd.oasis.opendocument.{mimetype}", zipfile.ZIP_STORED)
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()
