"""The same texts in the other formats that clerks send, and what those formats could run."""

# ruff: noqa: E501 - tables of examples are read line by line

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Iterator, Sequence
from html import escape as html_escape
from xml.sax.saxutils import escape

from tests.hostile.cells import NOT_IN_XML, TEXTS, kept, story
from tests.hostile.files import Hostile, Refused, Taken
from tests.hostile.package import HEADER, STORY, honest
from tests.importers.containers import biff, ods, ole

Rows = Sequence[Sequence[object]]
Make = Callable[[str], bytes]
FINE = Taken(({"summary": STORY},))
DAMAGED = Refused("不完整或已损坏")
SS = "urn:schemas-microsoft-com:office:spreadsheet"
IN_XML = {name: text for name, text in TEXTS.items() if name not in NOT_IN_XML}
#: As long as one record of the oldest files may be.
SHORT = {name: text for name, text in TEXTS.items() if len(text) < 2_000}
#: The library counts characters of a formula's result wrongly where they need two halves.
RESULTS = {name: text for name, text in SHORT.items() if all(ord(sign) < 0x10000 for sign in text)}
RUNS = "=cmd|' /C calc'!A0"


def told(rows: Rows) -> list[list[object]]:
    """A table with its header."""
    return [list(HEADER), *map(list, rows)]


def each(texts: Sequence[str]) -> Callable[[str], list[list[object]]]:
    """A row for every text, below the header."""
    return lambda no: told([story(no, at, text) for at, text in enumerate(texts)])


def one(no: str, **cells: str) -> list[list[object]]:
    """An honest row below the header."""
    return told([honest(no, **cells)])


# --------------------------------------------------------------------------- .xls

_BOF, _EOF, _SHEET, _TEXTS, _GOES_ON = 0x0809, 0x000A, 0x0085, 0x00FC, 0x003C
_LABEL, _SHARED, _FORMULA, _RESULT, _ODD = 0x0204, 0x00FD, 0x0006, 0x0207, 0x0205
_RECORD = 8_000  # bytes; a longer text goes on in further records

Record = tuple[int, bytes]


def bof(kind: int, version: int = 0x0600) -> Record:
    """The beginning of a stream's part."""
    head = struct.pack("<HHHH", version, kind, 0x0DBB, 0x07CC)
    return (_BOF, head + (struct.pack("<II", 0xC1, 0x306) if version == 0x0600 else b""))


def workbook(
    records: Sequence[Record], cells: Sequence[Record], *, sheet: str = "台账", at: int | None = None
) -> bytes:
    """An Excel 97 workbook with one sheet; ``records`` belong to all of it, ``at`` is where its sheet is said to be."""
    name = sheet.encode("utf-16-le")
    behind = [*records, (_EOF, b"")]

    def head(place: int) -> bytes:
        said = struct.pack("<IBBBB", place, 0, 0, len(sheet), 1) + name
        return biff(bof(0x0005), (0x0042, struct.pack("<H", 1200)), (_SHEET, said), *behind)

    first = head(len(head(0)) if at is None else at)
    return ole(Workbook=first + biff(bof(0x0010), *cells, (_EOF, b"")))


def shared_texts(texts: Sequence[str], count: int | None = None) -> list[Record]:
    """The texts of a workbook, cut into records where they are long; never within a character."""
    records = [struct.pack("<II", len(texts), len(texts) if count is None else count)]
    for text in texts:
        data = text.encode("utf-16-le")
        head = struct.pack("<HB", len(data) // 2, 1)
        if len(records[-1]) + len(head) + 4 > _RECORD:
            records.append(b"")
        records[-1] += head
        while data:
            room = (_RECORD - len(records[-1])) // 2 * 2
            if 0 < room < len(data) and 0xD8 <= data[room - 1] < 0xDC:
                room -= 2
            records[-1] += data[:room]
            data = data[room:]
            if data:
                records.append(b"\x01")
    return [(_TEXTS if at == 0 else _GOES_ON, record) for at, record in enumerate(records)]


def xls(rows: Rows) -> bytes:
    """All texts among the shared ones."""
    texts: list[str] = []
    cells = []
    for at, row in enumerate(rows):
        for column, cell in enumerate(row):
            if cell is not None:
                cells.append((_SHARED, struct.pack("<HHHI", at, column, 0, len(texts))))
                texts.append(str(cell))
    return workbook(shared_texts(texts), cells)


def label(row: int, column: int, text: str) -> Record:
    """A text in its own cell."""
    data = text.encode("utf-16-le")
    return (_LABEL, struct.pack("<HHHHB", row, column, 0, len(data) // 2, 1) + data)


def labels(rows: Rows) -> list[Record]:
    """Every text in its own cell."""
    return [
        label(at, column, str(cell))
        for at, row in enumerate(rows)
        for column, cell in enumerate(row)
        if cell is not None
    ]


def formulas(rows: Rows) -> bytes:
    """Every text but those of the header as the stored result of a formula."""
    cells: list[Record] = labels(rows[:1])
    for at, row in enumerate(rows[1:], 1):
        for column, cell in enumerate(row):
            if cell is not None:
                data = str(cell).encode("utf-16-le")
                told_result = b"\0" * 6 + b"\xff\xff"
                cells.append(
                    (
                        _FORMULA,
                        struct.pack("<HHH", at, column, 0)
                        + told_result
                        + struct.pack("<HIH", 0, 0, 3)
                        + b"\x1e\x07\x00",
                    )
                )
                cells.append((_RESULT, struct.pack("<HB", len(data) // 2, 1) + data))
    return workbook([], cells)


def xls_95(rows: Rows) -> bytes:
    """An Excel 95 workbook in GB."""

    def text(row: int, column: int, said: str) -> Record:
        data = said.encode("gb18030")
        return (_LABEL, struct.pack("<HHHH", row, column, 0, len(data)) + data)

    name = "台账".encode("gb18030")
    cells = [
        text(at, column, str(cell))
        for at, row in enumerate(rows)
        for column, cell in enumerate(row)
        if cell is not None
    ]

    def head(place: int) -> bytes:
        said = struct.pack("<IBBB", place, 0, 0, len(name)) + name
        return biff(bof(0x0005, 0x0500), (0x0042, struct.pack("<H", 936)), (_SHEET, said), (_EOF, b""))

    return ole(Book=head(len(head(0))) + biff(bof(0x0010, 0x0500), *cells, (_EOF, b"")))


def with_cells(*more: Record, records: Sequence[Record] = (), **how: object) -> Make:
    """An honest old workbook and some records more."""
    return lambda no: workbook(list(records), [*labels(one(no)), *more], **how)  # type: ignore[arg-type]


def xlses() -> Iterator[tuple[str, Make, Refused | Taken]]:
    """Old workbooks."""
    texts = list(TEXTS.values())
    short, results = list(SHORT.values()), list(RESULTS.values())
    yield "all texts", lambda no: xls(each(texts)(no)), Taken(tuple(map(kept, texts)))
    yield (
        "all short texts in their own cells",
        lambda no: workbook([], labels(each(short)(no))),
        Taken(tuple(map(kept, short))),
    )
    yield (
        "all short texts as results of formulas",
        lambda no: formulas(each(results)(no)),
        Taken(tuple(map(kept, results))),
    )
    yield (
        "emoji as the result of a formula",  # the library stumbles: not stored rather than stored wrongly
        lambda no: formulas(each([TEXTS["emoji"]])(no)),
        DAMAGED,
    )
    yield "all short texts in Excel 95", lambda no: xls_95(each(short)(no)), Taken(tuple(map(kept, short)))
    for name in (
        "a formula that runs a program",
        "a script",
        "a template",
        "YAML",
        "from right to left",
        "emoji",
    ):
        yield f"{name}, alone", lambda no, t=TEXTS[name]: xls(each([t])(no)), Taken((kept(TEXTS[name]),))
    yield (
        "an error of no name",
        with_cells((_ODD, struct.pack("<HHHBB", 1, 6, 0, 0x99, 1))),
        Taken(({"summary": STORY, "amount_fen": None},), "公式出错"),
    )
    yield (
        "a shared text that is not there",
        with_cells((_SHARED, struct.pack("<HHHI", 1, 8, 0, 7)), records=shared_texts(["a"])),
        DAMAGED,
    )
    yield "more shared texts than there are", with_cells(records=shared_texts(["a"], 0xFFFFFFF0)), FINE
    yield "a cell far to the right", with_cells(label(1, 16_000, "x")), DAMAGED
    yield "a sheet beyond the end", with_cells(at=0x7FFFFFFF), DAMAGED
    yield "a sheet that is the workbook itself", with_cells(at=0), DAMAGED
    yield (
        "a record longer than the file",
        lambda no: ole(Workbook=biff(bof(0x0005)) + struct.pack("<HH", 0x00FC, 0xFFFF)),
        DAMAGED,
    )
    yield "a link that runs", with_cells((0x01B8, struct.pack("<HHHH", 1, 1, 4, 4) + b"\xff" * 60)), DAMAGED
    yield (
        "a DDE link and Auto_Open",
        with_cells(
            records=[
                (0x01AE, struct.pack("<HHB", 1, 3, 0) + b"cmd"),
                (0x0018, struct.pack("<HBBHHHBBBB", 0x20, 0, 1, 0, 0, 0, 0, 0, 0, 0) + b"\0\x01"),
            ]
        ),
        FINE,
    )


# --------------------------------------------------------------------------- .ods


def ods_cell(cell: object) -> str:
    """A text as an office program writes it: paragraphs, tabs, spaces that count."""
    if cell is None:
        return "<table:table-cell/>"
    lines = []
    for line in str(cell).split("\n"):
        said = escape(line, {"\r": "&#13;", "\t": "<text:tab/>"})
        said = re.sub(" {2,}", lambda spaces: f' <text:s text:c="{len(spaces.group()) - 1}"/>', said)
        lines.append(f"<text:p>{said}</text:p>")
    return f'<table:table-cell office:value-type="string">{"".join(lines)}</table:table-cell>'


def ods_table(rows: Sequence[Sequence[str]]) -> str:
    """A table of cells as XML."""
    lines = "".join(f"<table:table-row>{''.join(row)}</table:table-row>" for row in rows)
    return f'<table:table table:name="台账">{lines}</table:table>'


def ods_rows(rows: Rows) -> str:
    """A table of texts."""
    return ods_table([list(map(ods_cell, row)) for row in rows])


def fods(body: str) -> bytes:
    """The same as one XML text."""
    names = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    return f'<?xml version="1.0" encoding="UTF-8"?><office:document {names} office:mimetype="application/vnd.oasis.opendocument.spreadsheet"><office:body><office:spreadsheet>{body}</office:spreadsheet></office:body></office:document>'.encode()


def ods_with(cell: str, *, before: str = "", **parts: bytes) -> Make:
    """An honest .ods with this cell as its story and further parts beside it."""

    def make(no: str) -> bytes:
        rows = [list(map(ods_cell, row)) for row in one(no)]
        if cell:
            rows[1][HEADER.index("简要情况")] = cell
        return ods(
            before + ods_table(rows), **{name.replace("__", "/"): part for name, part in parts.items()}
        )

    return make


def odses() -> Iterator[tuple[str, Make, Refused | Taken]]:
    """OpenDocument tables."""
    texts = list(IN_XML.values())
    whole = Taken(tuple(map(kept, texts)))
    string = 'office:value-type="string"'
    yield "all texts", lambda no: ods(ods_rows(each(texts)(no))), whole
    yield "all texts in one XML text", lambda no: fods(ods_rows(each(texts)(no))), whole
    yield (
        "a formula that asks the web",
        ods_with(
            f'<table:table-cell table:formula="of:=WEBSERVICE(&quot;http://evil.example&quot;)" {string}><text:p>{RUNS}</text:p></table:table-cell>'
        ),
        Taken(({"summary": RUNS},)),
    )
    yield (
        "a formula only",
        ods_with(
            '<table:table-cell table:formula="of:=DDE(&quot;cmd&quot;;&quot;/C calc&quot;;&quot;x&quot;)"/>'
        ),
        Taken(({"summary": None},), "没有保存计算结果"),
    )
    yield (
        "a link that runs",
        ods_with(
            f'<table:table-cell {string}><text:p><text:a xlink:href="javascript:alert(1)" xmlns:xlink="http://www.w3.org/1999/xlink">点我</text:a></text:p></table:table-cell>'
        ),
        Taken(({"summary": "点我"},)),
    )
    yield (
        "a million spaces in one tag",
        ods_with(
            f'<table:table-cell {string}><text:p>甲<text:s text:c="999999999"/>乙</text:p></table:table-cell>'
        ),
        Taken(({"summary": f"甲{' ' * 1000}乙"},)),
    )
    yield (
        "a text in an attribute",
        ods_with(f'<table:table-cell {string} office:string-value="&lt;script&gt;{RUNS}"/>'),
        Taken(({"summary": f"<script>{RUNS}"},)),
    )
    yield (
        "a listener",
        ods_with(
            "",
            before='<office:event-listeners><script:event-listener xmlns:script="urn:x" script:language="ooo:script" script:event-name="dom:load" xlink:href="vnd.sun.star.script:x?language=Python" xmlns:xlink="http://www.w3.org/1999/xlink"/></office:event-listeners>',
        ),
        FINE,
    )
    yield (
        "programs beside the table",
        ods_with("", Basic__Standard__Module1__xml=b"<x/>", Scripts__python__evil__py=b"import os"),
        FINE,
    )
    yield (
        "a DDE link",
        ods_with(
            "",
            before='<table:dde-links><table:dde-link><office:dde-source office:dde-application="cmd" office:dde-topic="/c calc" office:dde-item="x"/></table:dde-link></table:dde-links>',
        ),
        FINE,
    )


# --------------------------------------------------------------------------- web pages


def html(rows: Rows, *, head: str = "") -> str:
    """A page as systems export it."""
    lines = "".join(
        "<tr>"
        + "".join(
            "<td>" + ("" if cell is None else html_escape(str(cell)).replace("\n", "<br>")) + "</td>"
            for cell in row
        )
        + "</tr>"
        for row in rows
    )
    return f"<html><head>{head}</head><body><table>{lines}</table></body></html>"


def as_shown(text: str) -> dict[str, str]:
    """What must be stored of a page: the text as a browser shows it, with its lines."""
    lines = (re.sub("[ \t\r\n\xa0]+", " ", line).strip(" ") for line in text.split("\n"))
    return kept(re.sub("\n+", "\n", "\n".join(lines)))


def page_with(cell: str, *, head: str = "", behind: str = "") -> Make:
    """An honest page with this as its story."""

    def make(no: str) -> bytes:
        return (html(one(no, 简要情况="STORY"), head=head).replace("<td>STORY</td>", cell) + behind).encode()

    return make


def pages() -> Iterator[tuple[str, Make, Refused | Taken]]:
    """Web pages under the name of a workbook."""
    texts = list(IN_XML.values())
    whole = Taken(tuple(map(as_shown, texts)))
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        yield f"all texts in {encoding}", lambda no, e=encoding: html(each(texts)(no)).encode(e), whole
    said = f"<td>{STORY}</td>"
    yield (
        "a script that writes",
        page_with(f"<td><script>document.write('<tr><td>x')</script>{STORY}</td>"),
        FINE,
    )
    yield (
        "handlers and frames",
        page_with(
            f'<td onclick="alert(1)" style="background:url(javascript:alert(1))"><img src=x onerror=alert(1)><iframe src="http://evil.example"></iframe>{STORY}</td>'
        ),
        FINE,
    )
    yield (
        "a base and a refresh",
        page_with(
            said,
            head='<base href="http://evil.example/"><meta http-equiv="refresh" content="0;url=http://evil.example/"><link rel=stylesheet href=//evil.example/x.css>',
        ),
        FINE,
    )
    yield (
        "a script that is text",
        page_with("<td>&lt;script&gt;alert(1)&lt;/script&gt;&amp;lt;b&amp;gt;</td>"),
        Taken(({"summary": "<script>alert(1)</script>&lt;b&gt;"},)),
    )
    yield "a formula beside the text", page_with(f'<td x:fmla="{RUNS}" x:str="{RUNS}">{STORY}</td>'), FINE
    yield (
        "a formula as the number behind a short one",
        page_with(f'<td x:num="{RUNS}">2.02511E+11</td>'),
        Taken(({"summary": RUNS},)),
    )
    yield (
        "characters by number",
        page_with("<td>&#x3c;b&#62;&#128512;&#x20000;&#x202e;</td>"),
        Taken(({"summary": "<b>😀𠀀\u202e"},)),
    )
    yield (
        "a word in an unknown entity",
        page_with("<td>&evil; &copy; &lt</td>"),
        Taken(({"summary": "&evil; © <"},)),
    )
    yield (
        "a form",
        page_with(
            '<td><form action="http://evil.example"><input name=a value="x"><button>送出</button></form></td>'
        ),
        Taken(({"summary": "送出"},)),
    )


# --------------------------------------------------------------------------- XML of Excel 2003


def xml_2003(rows: Rows, *, attribute: str = "", story_xml: str | None = None, table: str = "") -> bytes:
    """A workbook as one XML text."""

    def cell_xml(cell: object) -> str:
        if cell is None:
            return "<Cell/>"
        said = escape(str(cell), {"\r": "&#13;", "\n": "&#10;"})
        if story_xml is not None and cell == STORY:
            said = story_xml
        return f'<Cell{attribute if cell == STORY else ""}><Data ss:Type="String">{said}</Data></Cell>'

    lines = "".join(f"<Row>{''.join(map(cell_xml, row))}</Row>" for row in rows)
    return f'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="{SS}" xmlns:ss="{SS}"><Worksheet ss:Name="台账"><Table{table}>{lines}</Table></Worksheet></Workbook>'.encode()


def xmls_2003() -> Iterator[tuple[str, Make, Refused | Taken]]:
    """The XML of Excel 2003."""
    texts = list(IN_XML.values())
    yield "all texts", lambda no: xml_2003(each(texts)(no)), Taken(tuple(map(kept, texts)))
    yield (
        "all texts in UTF-16",
        lambda no: xml_2003(each(texts)(no)).decode().encode("utf-16"),
        Taken(tuple(map(kept, texts))),
    )
    yield (
        "a link and a formula",
        lambda no: xml_2003(
            one(no),
            attribute=' ss:HRef="javascript:alert(1)" ss:Formula="=WEBSERVICE(&quot;http://evil.example&quot;)"',
        ),
        FINE,
    )
    yield (
        "tags within the text",
        lambda no: xml_2003(
            one(no),
            story_xml="前<B xmlns='http://www.w3.org/TR/REC-html40'>中<Script>alert(1)</Script></B>后",
        ),
        Taken(({"summary": "前中alert(1)后"},)),
    )
    yield (
        "a size that is a lie",
        lambda no: xml_2003(
            one(no), table=' ss:ExpandedRowCount="999999999" ss:ExpandedColumnCount="999999999"'
        ),
        FINE,
    )
    yield (
        "a style sheet from the web",
        lambda no: xml_2003(one(no)).replace(
            b"<Workbook", b'<?xml-stylesheet href="http://evil.example/a.xsl"?><Workbook', 1
        ),
        FINE,
    )


# --------------------------------------------------------------------------- text under the name of a workbook


def tabs(rows: Rows) -> str:
    """What Excel calls Unicode text: tabs between, quotation marks where they are wanted."""

    def written(cell: object) -> str:
        said = "" if cell is None else str(cell)
        return '"' + said.replace('"', '""') + '"' if re.search('[\t\r\n"]', said) else said

    return "\r\n".join("\t".join(map(written, row)) for row in rows) + "\r\n"


def texts_in_tabs() -> Iterator[tuple[str, Make, Refused | Taken]]:
    """Text tables called .xls."""
    texts = list(TEXTS.values())
    whole = Taken(tuple(map(kept, texts)))
    for encoding, mark in (
        ("utf-16-le", b"\xff\xfe"),
        ("utf-16-be", b"\xfe\xff"),
        ("gb18030", b""),
        ("utf-8", b""),
    ):
        yield (
            f"all texts in {encoding}",
            lambda no, e=encoding, m=mark: m + tabs(each(texts)(no)).encode(e),
            whole,
        )
    for name in ("a formula that runs a program", "a script", "a template", "full-width signs"):
        yield (
            f"{name} in UTF-16 without a mark",
            lambda no, t=TEXTS[name]: tabs(each([t])(no)).encode("utf-16-le"),
            Taken((kept(TEXTS[name]),)),
        )


def files() -> Iterator[Hostile]:
    """Every file of every format."""
    kinds = {
        "xls": (xlses, ".xls"),
        "ods": (odses, ".ods"),
        "page": (pages, ".xls"),
        "XML 2003": (xmls_2003, ".xls"),
        "tabs": (texts_in_tabs, ".xls"),
    }
    for kind, (tables, ending) in kinds.items():
        for name, make, outcome in tables():
            yield Hostile("others", f"{kind}: {name}", make, outcome, ending)


FILES = list(files())
