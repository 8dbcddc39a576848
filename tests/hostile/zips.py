"""Tricks of the zip around a workbook."""

# ruff: noqa: E501 - tables of examples are read line by line

from __future__ import annotations

import bz2
import lzma
import struct
import zlib
from collections.abc import Callable, Iterator

from tests.hostile.files import Hostile, Refused, Taken
from tests.hostile.package import (
    BOOK,
    RELS,
    SHEET,
    STORY,
    STYLES,
    TYPES,
    Entry,
    bomb,
    book,
    honest,
    pack,
    parts,
)

FINE = Taken(({"summary": STORY},))
ODD, DAMAGED, ARCHIVE = Refused("内部结构"), Refused("不完整或已损坏"), Refused("压缩包")
SECRET = Refused("打开密码")
HIDDEN = "藏起来的一段话，只有另一种读法看得见"

Entries = list[Entry]


def entries(no: str, **cells: str) -> Entries:
    """The entries of an honest workbook."""
    return [Entry(name, data) for name, data in parts([honest(no, **cells)]).items()]


def spoilt(no: str, name: str, **changes: object) -> bytes:
    """An honest workbook with one entry's record changed."""
    made = entries(no)
    (one,) = [entry for entry in made if entry.name == name]
    for key, value in changes.items():
        setattr(one, key, value)
    return pack(made)


def beside(*more: Entry) -> Callable[[str], bytes]:
    """An honest workbook with further entries."""
    return lambda no: pack([*entries(no), *more])


def forged_prefix(no: str) -> bytes:
    """The directory says that the sheet ends after its first rows, check sum and all."""
    made = entries(no)
    data = parts([honest(no), honest(no, 1, 简要情况=HIDDEN)])[SHEET]
    cut = data.index(b'<row r="3">')
    made = [one for one in made if one.name != SHEET]
    made.append(Entry(SHEET, data, size=cut, crc=zlib.crc32(data[:cut])))
    return pack(made)


def overlapping(no: str) -> bytes:
    """Two names for the same bytes."""
    made = entries(no)
    pack(made)
    styles = next(one for one in made if one.name == STYLES)
    twin = Entry("xl/theme/theme1.xml", styles.data, at=styles.written_at, local_name=b"")
    return pack([*made, twin])


def two_directories(no: str) -> bytes:
    """A second end of the zip inside the comment of the first, and a letter behind it."""
    return pack(entries(no), comment=pack(entries(no, 简要情况=HIDDEN)) + b"x")


def last_of_two(no: str) -> bytes:
    """The comment of the first zip is a whole zip, which whoever begins at the end takes for the file."""
    return pack(entries(no), comment=pack(entries(no, 简要情况=HIDDEN)))


def wide_lies(no: str) -> bytes:
    """A zip64 record that promises more entries than there are atoms."""
    record = struct.pack("<IQHHIIQQQQ", 0x06064B50, 44, 45, 45, 0, 0, 1 << 60, 1 << 60, 1 << 60, 0)
    locator = struct.pack("<IIQI", 0x07064B50, 0, 0, 1)
    return pack(entries(no), before_end=record + locator, count=0xFFFF)


def wide_entry(no: str) -> bytes:
    """A zip64 field that says the sheet has 2⁶² bytes."""
    extra = struct.pack("<HHQQ", 1, 16, 1 << 62, 1 << 62)
    return spoilt(no, SHEET, extra=extra, size=0xFFFFFFFF, packed_size=0xFFFFFFFF)


def unicode_name(no: str) -> bytes:
    """One name for those who read the old field, another for those who read the new one."""
    data = parts([honest(no, 简要情况=HIDDEN)])[SHEET]
    new = SHEET.encode()
    told = struct.pack("<BI", 1, zlib.crc32(b"xl/media/a.dat")) + new
    return pack(
        [*entries(no), Entry("xl/media/a.dat", data, extra=struct.pack("<HH", 0x7075, len(told)) + told)]
    )


def with_descriptors(no: str) -> bytes:
    """As a writer leaves it that cannot go back: sizes only behind the data."""
    made = entries(no)
    for one in made:
        one.flags |= 8
        one.local_sizes = (0, 0, 0)
        pack([one])
        packed = zlib.compressobj(6, zlib.DEFLATED, -15)
        size = len(packed.compress(one.data) + packed.flush())
        one.behind = struct.pack("<IIII", 0x08074B50, zlib.crc32(one.data), size, len(one.data))
    return pack(made)


def renamed(old: str, new: str) -> Callable[[str], bytes]:
    """An entry under another name."""

    def make(no: str) -> bytes:
        made = entries(no)
        for one in made:
            if one.name == old:
                one.name = new
        return pack(made)

    return make


def other_target(target: str, name: str | None = None) -> Callable[[str], bytes]:
    """The sheet is pointed to in another way, and perhaps lies elsewhere."""

    def make(no: str) -> bytes:
        made = parts([honest(no)])
        made[RELS] = made[RELS].replace(b"worksheets/sheet1.xml", target.encode())
        if name is not None:
            made[name] = made.pop(SHEET)
        return pack([Entry(key, data) for key, data in made.items()])

    return make


def tables() -> Iterator[tuple[str, Callable[[str], bytes], Refused | Taken]]:
    """Name, maker, outcome."""
    yield "a workbook in a zip", lambda no: pack([Entry("台账.xlsx", book([honest(no)]))]), ARCHIVE
    yield "a zip in a workbook", beside(Entry("xl/embeddings/a.zip", book([honest("x")]), 0)), FINE
    yield "an empty zip", lambda no: pack([]), ARCHIVE
    yield "only a directory", lambda no: pack([Entry("xl/workbook.xml/", b"")]), ARCHIVE
    yield "two names for the same bytes", overlapping, ODD
    yield (
        "all entries at one place",
        lambda no: pack(
            [*entries(no), *(Entry(f"xl/media/{n}.xml", b"", at=0, packed_size=90) for n in range(40))]
        ),
        ODD,
    )
    for way, sizes in {"small": 10, "zero": 0, "large": 1 << 30}.items():
        yield f"a size that is too {way}", lambda no, s=sizes: spoilt(no, SHEET, size=s), DAMAGED
        yield (
            f"a packed size that is too {way}",
            lambda no, s=sizes: spoilt(no, SHEET, packed_size=s),
            ODD if sizes > 10 else DAMAGED,
        )
    yield "a sheet that is said to end earlier", forged_prefix, DAMAGED
    for part in (SHEET, BOOK, STYLES):
        yield f"a wrong check sum of {part}", lambda no, p=part: spoilt(no, p, crc=1), DAMAGED
    yield "another name in the local header", lambda no: spoilt(no, SHEET, local_name=b"xl/evil.xml"), ODD
    yield "a doubled sheet", beside(Entry(SHEET, parts([honest("x")])[SHEET])), ODD
    yield "a doubled workbook", beside(Entry(BOOK, b"<x/>")), ODD
    yield "a sheet doubled in capitals", beside(Entry(SHEET.upper(), b"<x/>")), ODD
    yield "a sheet doubled with a backslash", beside(Entry(SHEET.replace("/", "\\"), b"<x/>")), ODD
    yield "a sheet doubled from the root", beside(Entry("/" + SHEET, b"<x/>")), ODD
    yield "another name in the field for Unicode", unicode_name, ODD
    for path in (
        "../../../evil.xml", "/etc/cron.d/evil.xml", "C:\\Windows\\evil.xml", "..\\..\\evil.dll", "\\\\host\\share\\evil.xml",
        "xl/../../evil.xml", "xl/con.xml", "a" * 60_000 + ".xml", "xl/‮lmx.evil", "", "xl/a\nb.xml",
    ):  # fmt: skip
        yield f"an entry called {path[:30]!r}", beside(Entry(path, b"<x/>")), FINE
    yield (
        "names with backslashes only",
        lambda no: pack([Entry(str(one.name).replace("/", "\\"), one.data) for one in entries(no)]),
        DAMAGED,
    )
    yield "a workbook behind a zero byte", renamed(BOOK, BOOK + "\0.txt"), DAMAGED
    yield "a hundred thousand entries", beside(*(Entry(f"xl/media/{n}", b"", 0) for n in range(100_000))), ODD
    yield "4,000 entries", beside(*(Entry(f"xl/media/{n}", b"", 0) for n in range(4_000))), ODD
    yield (
        "a bomb in the styles",
        lambda no: pack([*(one for one in entries(no) if one.name != STYLES), bomb(STYLES, 850)]),
        Refused("解压后"),
    )
    yield "a bomb in a part nobody needs", beside(bomb("customXml/item1.xml", 850)), Refused("解压后")
    yield "a bomb in a picture", beside(bomb("xl/media/image1.png", 2_000, b"\0")), FINE
    yield (
        "a bomb in the workbook",
        lambda no: pack([*(one for one in entries(no) if one.name != BOOK), bomb(BOOK, 850)]),
        DAMAGED,
    )
    yield (
        "a bomb of one cell",
        lambda no: pack([*(one for one in entries(no) if one.name != SHEET), bomb(SHEET, 850, b"x")]),
        DAMAGED,
    )
    yield (
        "a bomb of the content types",
        lambda no: pack([*(one for one in entries(no) if one.name != TYPES), bomb(TYPES, 850)]),
        Refused("解压后"),
    )
    yield "zip64 with an endless directory", wide_lies, DAMAGED
    yield "zip64 with an endless sheet", wide_entry, ODD
    yield "an encrypted sheet", lambda no: spoilt(no, SHEET, flags=0x801), SECRET
    yield "a strongly encrypted sheet", lambda no: spoilt(no, SHEET, flags=0x841), SECRET
    yield "data descriptors", with_descriptors, FINE
    yield (
        "a program before the zip",
        lambda no: pack(entries(no), before=b"MZ\x90\0" + b"\0" * 600),
        Refused("认不出"),
    )
    yield "a wrong beginning", lambda no: pack(entries(no), before=b"PK" + b"\0" * 600), FINE
    yield "places that are all wrong", lambda no: pack(entries(no), shift=400), DAMAGED
    yield "a comment of 60,000 letters", lambda no: pack(entries(no), comment=b"x" * 60_000), FINE
    yield "a second zip in the comment", two_directories, ODD
    yield "a comment that is the zip", last_of_two, Taken(({"summary": HIDDEN},))
    yield "bytes behind the end", lambda no: pack(entries(no)) + b"\0" * 500, FINE
    yield (
        "another zip behind the end",
        lambda no: pack(entries(no)) + book([honest(no, 简要情况=HIDDEN)]),
        Taken(({"summary": HIDDEN},)),
    )
    yield "more entries promised than given", lambda no: pack(entries(no), count=60_000), DAMAGED
    yield "one disk of many", lambda no: pack(entries(no), disk=7), DAMAGED
    packed = {12: bz2.compress, 14: lzma.compress}
    for method in (1, 6, 9, 12, 14, 93, 95, 98):
        yield (
            f"packed by method {method}",
            lambda no, m=method: spoilt(
                no, SHEET, method=m, packed=packed.get(m, bytes)(parts([honest(no)])[SHEET])
            ),
            ODD,
        )
    yield (
        "a bzip2 bomb",
        beside(
            Entry("customXml/item1.xml", b"", 12, packed=bz2.compress(b" " * 60_000_000), size=60_000_000)
        ),
        ODD,
    )
    yield "a sheet from the root", other_target("/xl/worksheets/sheet1.xml"), FINE
    yield "a sheet by its whole path", other_target("xl/worksheets/sheet1.xml"), DAMAGED
    yield "a sheet by a way around", other_target("../xl/worksheets/sheet1.xml"), DAMAGED
    yield (
        "a sheet with another ending",
        other_target("worksheets/sheet1.dat", "xl/worksheets/sheet1.dat"),
        FINE,
    )
    yield "a sheet from the web", other_target("http://evil.example/sheet1.xml"), DAMAGED
    yield "a sheet from the disk", other_target("file:///etc/passwd"), DAMAGED
    yield "a sheet that is not there", other_target("worksheets/sheet9.xml"), DAMAGED


FILES = [Hostile("zip", name, make, outcome) for name, make, outcome in tables()]
