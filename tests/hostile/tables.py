"""Text tables: broken quotation marks, encodings that lie, lines without end."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator, Sequence

from tests.hostile.cells import TEXTS, kept, story
from tests.hostile.files import Hostile, Refused, Taken, number
from tests.hostile.package import DAY, HEADER, STORY, honest

FINE = Taken(({"summary": STORY},))
QUOTES, UNKNOWN = Refused("引号没有成对"), Refused("认不出")
ENCODING, BROKEN = Refused("编码"), Refused("坏掉的文字")
#: What GB 18030 has no place for.
NOT_IN_GB = ("controls",)


def table(rows: Sequence[Sequence[object]], *, sign: str = ",", end: str = "\r\n") -> str:
    """Rows with every cell in quotation marks."""
    lines = [
        sign.join('"' + str("" if cell is None else cell).replace('"', '""') + '"' for cell in row)
        for row in (HEADER, *rows)
    ]
    return end.join(lines) + end


def one(no: str, **cells: str) -> str:
    """A table of one honest row."""
    return table([honest(no, **cells)])


def all_texts(no: str, texts: Sequence[str], **how: str) -> str:
    """A row for every text."""
    return table([story(no, at, text) for at, text in enumerate(texts)], **how)


def bare(no: str, last: str = "") -> str:
    """A row without quotation marks."""
    return f"{','.join(HEADER)}\n{no},{DAY},孙立东,周海峰,{STORY},,,,{last}\n"


def tables() -> Iterator[tuple[str, Callable[[str], bytes], Refused | Taken]]:
    """Name, maker, outcome."""
    texts = list(TEXTS.values())
    whole = Taken(tuple(map(kept, texts)))
    for encoding in ("utf-8", "utf-8-sig", "gb18030", "utf-16"):
        yield f"all texts in {encoding}", lambda no, e=encoding: all_texts(no, texts).encode(e), whole
    yield "all texts with tabs between", lambda no: all_texts(no, texts, sign="\t").encode(), whole
    yield "all texts with bare line ends", lambda no: all_texts(no, texts, end="\n").encode(), whole
    for name in ("a formula that runs a program", "a script", "a template", "5,000 lines"):
        text = TEXTS[name]
        yield f"{name}, alone", lambda no, t=text: all_texts(no, [t]).encode("gb18030"), Taken((kept(text),))
    yield (
        "a formula kept as text",
        lambda no: one(no, 简要情况='="0012"').encode(),
        Taken(({"summary": "0012"},)),
    )
    yield (
        "a formula in a formula kept as text",
        lambda no: one(no, 简要情况='="=cmd|x"').encode(),
        Taken(({"summary": "=cmd|x"},)),
    )
    yield "a quotation mark that opens", lambda no: bare(no, '"甲').encode(), QUOTES
    yield (
        "a quotation mark that opens long before the end",
        lambda no: (
            bare(no, '"甲') + "".join(bare(f"{no}-{at}").splitlines()[1] + "\n" for at in range(2_000))
        ).encode(),
        QUOTES,
    )
    yield "a quotation mark inside a cell", lambda no: bare(no, '甲"乙').encode(), FINE
    yield "text behind a quotation mark", lambda no: bare(no, '"甲"乙').encode(), QUOTES
    yield (
        "a cell of five million characters",
        lambda no: one(no, 简要情况="长" * 5_000_000).encode(),
        Refused("引号"),
    )
    yield "a line without end", lambda no: ("甲,乙," * 3_000_000).encode(), Refused("太多")
    yield "10,000 columns", lambda no: (",".join(HEADER) + ",a" * 10_000 + "\n").encode(), Refused("太多")
    yield "400,000 lines", lambda no: (",".join(HEADER) + "\n" + "a\n" * 400_000).encode(), Refused("太多")
    yield "only commas", lambda no: b"," * 100_000, Refused("太多")
    yield "only quotation marks", lambda no: b'"' * 99_999, QUOTES
    yield "a zero byte", lambda no: bare(no).replace("院", "\0").encode(), UNKNOWN
    yield "zero bytes behind the end", lambda no: bare(no).encode() + b"\0" * 4_000, UNKNOWN
    yield "a zero character in UTF-16", lambda no: bare(no).replace("院", "\0").encode("utf-16"), UNKNOWN
    yield (
        "half characters in UTF-16",
        lambda no: (
            codecs.BOM_UTF16_LE + bare(no).replace("院", "\ud800").encode("utf-16-le", "surrogatepass")
        ),
        BROKEN,
    )
    yield "half a character in UTF-16", lambda no: bare(no).encode("utf-16")[:-1], BROKEN
    yield (
        "half characters in UTF-8",
        lambda no: bare(no).replace("院", "\ud800\udc00").encode("utf-8", "surrogatepass"),
        BROKEN,
    )
    yield (
        "overlong UTF-8",
        lambda no: bare(no).encode().replace("院".encode(), b"\xc0\xbcscript\xc0\xbe"),
        BROKEN,
    )
    yield (
        "UTF-8 beyond Unicode",
        lambda no: bare(no).encode().replace("院".encode(), b"\xf7\xbf\xbf\xbf"),
        BROKEN,
    )
    yield (
        "two encodings in one file",
        lambda no: bare(no).encode() + table([honest(no, 1)]).encode("gb18030"),
        ENCODING,
    )
    yield "two marks", lambda no: codecs.BOM_UTF8 * 2 + bare(no).encode(), FINE
    yield (
        "a mark of UTF-16 before UTF-8",
        lambda no: codecs.BOM_UTF16_LE + bare(no).encode() + b"x",
        Refused("表头"),
    )
    yield "a mark of UTF-32", lambda no: bare(no).encode("utf-32"), UNKNOWN
    yield "UTF-32 without mark", lambda no: bare(no).encode("utf-32-le"), UNKNOWN
    yield "UTF-16 without mark", lambda no: bare(no).encode("utf-16-le"), FINE
    yield "UTF-7", lambda no: b"+/v8-" + bare(no).encode("utf-7"), Refused("表头")
    yield "bare returns", lambda no: bare(no).replace("\n", "\r").encode(), FINE
    yield (
        "other line ends within lines",
        lambda no: bare(no, "一\u2028二\x85三\x0b四\x0c五\x1c六").encode(),
        FINE,
    )
    yield "a wanted separator", lambda no: ("sep=,\n" + bare(no)).encode(), FINE
    yield (
        "a web page",
        lambda no: f"<html><script>alert(1)</script><table><tr><td>{no}".encode(),
        Refused("表头"),
    )
    yield (
        "XML with an entity bomb",
        lambda no: b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>',
        Refused("XML"),
    )
    yield "a program", lambda no: b"MZ\x90\0\x03" + b"\0" * 3_000, UNKNOWN
    yield "a script of the shell", lambda no: b"#!/bin/sh\nrm -rf ~\n", Refused("表头")
    yield "YAML", lambda no: b"!!python/object/apply:os.system ['id']\n", Refused("表头")
    yield "a pickle", lambda no: b"\x80\x04\x95cos\nsystem\n(S'id'\ntR.", ENCODING
    yield (
        "rows of the same number",
        lambda no: table([honest(no), honest(no, 简要情况="第二句")]).encode(),
        Taken(({"summary": "第二句"},)),
    )
    yield (
        "a million lines of one cell",
        lambda no: (",".join(HEADER) + "\n" + number(no, 0) + ',"' + "\n" * 1_000_000 + '"\n').encode(),
        Taken(("登记日期不可能",)),
    )


FILES = [Hostile("table", name, make, outcome, ".csv") for name, make, outcome in tables()]
