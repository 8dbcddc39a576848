"""Workbooks out of bare XML and bare zip records, with every knob that a library would not offer."""

# ruff: noqa: E501 - tables of examples are read line by line

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from tests.hostile.files import number

HEADER = ("卷号", "登记日期", "当事人", "对方当事人", "简要情况", "调解结果", "涉及金额", "涉及人数", "怪列")
DAY, STORY, FIRST_SHARED = "2025-11-03", "两家因院墙排水口朝向发生争执", "共用的话"
SHEET, BOOK, STRINGS = "xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/sharedStrings.xml"
RELS, STYLES, TYPES = "xl/_rels/workbook.xml.rels", "xl/styles.xml", "[Content_Types].xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


@dataclass(frozen=True, slots=True)
class Raw:
    """A cell as XML, to stand at its place as it is; ``{r}`` becomes its address."""

    xml: str


Cell = str | Raw | None


def honest(no: str, row: int = 0, **cells: Cell) -> list[Cell]:
    """A row that a clerk could have written; ``cells`` by column name."""
    usual: dict[str, Cell] = {"登记日期": DAY, "当事人": "孙立东", "对方当事人": "周海峰", "简要情况": STORY}
    usual |= {"卷号": number(no, row), **cells}
    return [usual.get(name) for name in HEADER]


def text_cell(text: str) -> Raw:
    """A text within its own cell."""
    # what looks like an escape of Excel's is escaped, as Excel does
    kept = escape(_ESCAPE.sub("_x005F_", text), {"\r": "&#13;"})
    return Raw(f'<c r="{{r}}" t="inlineStr"><is><t xml:space="preserve">{kept}</t></is></c>')


def rows_xml(rows: Sequence[Sequence[Cell]], first: int = 1) -> str:
    """Rows with their addresses."""
    made = []
    for at, row in enumerate(rows, first):
        cells = [
            (cell if isinstance(cell, Raw) else text_cell(cell)).xml.replace("{r}", f"{chr(65 + column)}{at}")
            for column, cell in enumerate(row)
            if cell is not None
        ]
        made.append(f'<row r="{at}">{"".join(cells)}</row>')
    return "".join(made)


def sheet_xml(rows: Sequence[Sequence[Cell]], more: str = "", behind: str = "") -> str:
    """A worksheet: ``more`` goes behind its rows, ``behind`` after them all."""
    return (
        f'{XML}<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheetData>{rows_xml([HEADER, *rows])}{more}'
        f"</sheetData>{behind}</worksheet>"
    )


def parts(
    rows: Sequence[Sequence[Cell]], *, sheet: str = "台账", more: str = "", behind: str = ""
) -> dict[str, bytes]:
    """The parts of a workbook with one sheet, ready to be spoilt."""
    name = escape(sheet, {'"': "&quot;", "\n": "&#10;"})
    texts = {
        TYPES: f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        'spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/'
        'vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/styles.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
        f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        BOOK: f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets><sheet name="{name}" sheetId="1" r:id="r1"/>'
        "</sheets></workbook>",
        RELS: f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" Type="{OFFICE}/worksheet" '
        f'Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="{OFFICE}/styles" Target="styles.xml"/>'
        f'<Relationship Id="r3" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        STYLES: f'<styleSheet xmlns="{MAIN}"><fonts count="1"><font/></fonts><fills count="1"><fill/></fills>'
        '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2">'
        '<xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>',
        STRINGS: f'<sst xmlns="{MAIN}" count="1" uniqueCount="1"><si><t>{FIRST_SHARED}</t></si></sst>',
    }  # fmt: skip
    made = {name: (XML + text).encode() for name, text in texts.items()}
    made[SHEET] = sheet_xml(rows, more, behind).encode("utf-8", "surrogatepass")
    return made


def book(
    rows: Sequence[Sequence[Cell]], change: Mapping[str, bytes | None] | None = None, **how: str
) -> bytes:
    """A workbook with some parts put in another's place (None: left out)."""
    made: dict[str, bytes | None] = {**parts(rows, **how), **(change or {})}
    return pack([Entry(name, data) for name, data in made.items() if data is not None])


# --------------------------------------------------------------------------- the zip itself


@dataclass(slots=True)
class Entry:
    """A file of a zip; whatever is set here is written, true or not."""

    name: str | bytes
    data: bytes
    method: int = 8
    flags: int = 0x800
    crc: int | None = None
    size: int | None = None
    packed_size: int | None = None
    packed: bytes | None = None
    extra: bytes = b""
    local_name: bytes | None = None
    local_sizes: tuple[int, int, int] | None = None  # CRC, packed, unpacked
    behind: bytes = b""  # a data descriptor
    at: int | None = None  # where its local header is said to be; then none is written
    written_at: int = field(default=0, init=False)


def deflate(data: bytes) -> bytes:
    """Raw deflate, as a zip has it."""
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


def pack(
    entries: Iterable[Entry], *, before: bytes = b"", comment: bytes = b"", count: int | None = None,
    shift: int = 0, disk: int = 0, before_end: bytes = b"",
) -> bytes:  # fmt: skip
    """A zip out of its entries; ``before`` comes first, ``shift`` is added to every place it tells."""
    out = bytearray(before)
    directory = bytearray()
    listed = list(entries)
    for one in listed:
        name = one.name.encode() if isinstance(one.name, str) else one.name
        packed = one.packed
        if packed is None:
            packed = deflate(one.data) if one.method == 8 else one.data
        crc = zlib.crc32(one.data) if one.crc is None else one.crc
        packed_size = len(packed) if one.packed_size is None else one.packed_size
        size = len(one.data) if one.size is None else one.size
        at = len(out) if one.at is None else one.at
        one.written_at = at
        if one.at is None:
            told = (crc, packed_size, size) if one.local_sizes is None else one.local_sizes
            local = name if one.local_name is None else one.local_name
            head = (0x04034B50, 20, one.flags, one.method, 0, 0x5A63, *told, len(local), len(one.extra))
            out += struct.pack("<IHHHHHIIIHH", *head) + local + one.extra + packed + one.behind
        head = (0x02014B50, 20, 20, one.flags, one.method, 0, 0x5A63, crc, packed_size, size, len(name))
        directory += struct.pack("<IHHHHHHIIIHHHHHII", *head, len(one.extra), 0, 0, 0, 0, at + shift)
        directory += name + one.extra
    at = len(out)
    out += directory + before_end
    total = len(listed) if count is None else count
    tail = (0x06054B50, disk, disk, total & 0xFFFF, total & 0xFFFF, len(directory), at + shift, len(comment))
    return bytes(out + struct.pack("<IHHHHIIH", *tail) + comment)


def bomb(name: str, megabytes: int, filling: bytes = b" ") -> Entry:
    """An entry of so many megabytes of one character, which takes a thousandth of that."""
    piece = filling * (1 << 20)
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    once = packer.compress(piece) + packer.flush(zlib.Z_FULL_FLUSH)
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    crc = 0
    for _ in range(megabytes):
        crc = zlib.crc32(piece, crc)
    return Entry(name, b"", packed=once * megabytes + packer.flush(), crc=crc, size=megabytes << 20)
