"""The parts that papers of a case are set from: their head, grids of cells, lines to sign on, receipts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from templates.office import (
    FANG,
    HEI,
    KAI,
    SIZE_2,
    SIZE_3,
    SIZE_4,
    SIZE_SMALL_4,
    SONG_TITLE,
    TABLE_WIDTH,
    TITLE_LINE,
    body,
    element,
    only_if,
    paragraph,
    run_properties,
    tag,
    text_run,
    under,
)

#: Label and value, twice in a line.
QUARTERS = (1640, 2782, 1640, 2783)
_ROW = 580  # twips: the least height of a line of a grid
_DATE = "　　　　年　　月　　日"
_FAR = {"rightChars": 200, "right": 640}


def title(text: str) -> Any:
    """What the paper is called."""
    return paragraph(text, SONG_TITLE, SIZE_2, line=TITLE_LINE, align="center", grid=False)


def correction() -> list[Any]:
    """Which paper it takes the place of, where it does."""
    said = paragraph("{{ correction }}", KAI, SIZE_4, line=None, align="center", grid=False, around=(40, 40))
    return only_if("correction", [said])


def letter_head(text: str) -> list[Any]:
    """Title and number as a letter has them: in the middle."""
    return [
        title(text),
        paragraph("{{ number }}", align="center"),
        *correction(),
        paragraph("", small_mark=True),
    ]


def sheet_head(text: str, number: str = "编号：{{ number }}") -> list[Any]:
    """Title and number as a form has them: the number to the right above its lines."""
    line = paragraph(number, FANG, SIZE_4, line=None, align="right", grid=False, around=(120, 80))
    return [title(text), line, *correction()]


def addressee(text: str) -> Any:
    """To whom a letter goes."""
    return paragraph(f"{text}：", align="left")


def each(blank: str, text: str = "{{ one }}") -> list[Any]:
    """A paragraph for every item of a blank."""
    said = body(text)
    return [tag(f"{{%p for one in {blank} %}}"), said, tag("{%p endfor %}")]


def named(label: str, blank: str, *, indent: bool = True) -> list[Any]:
    """People one by one, each after what they are in the paper; numbers among them are not spread out."""
    first = {"firstLineChars": 200, "firstLine": 640} if indent else None
    said = paragraph(f"{label}{{{{ one }}}}", align="left", indent=first)
    return [tag(f"{{%p for one in {blank} %}}"), said, tag("{%p endfor %}")]


def chapter(text: str) -> Any:
    """What the next paragraphs are about."""
    return paragraph(text, HEI, indent={"firstLineChars": 200, "firstLine": 640}, keep_next=True)


def told(label: str, blank: str) -> Any:
    """One line: what it is, and what it says."""
    return paragraph(f"{label}：{{{{ {blank} }}}}", align="left")


def told_if(label: str, blank: str) -> list[Any]:
    """The same, left out where there is nothing to say."""
    return only_if(blank, [told(label, blank)])


def signed(name: str = "center", day: str = "dated") -> list[Any]:
    """Name and day of whoever signs; the exporter sets how far each stands from the margin."""
    return [
        paragraph("", keep_next=True),
        paragraph(f"{{{{ {name} }}}}", align="right", indent=_FAR, keep_next=True),
        paragraph(f"{{{{ {day} }}}}", align="right", indent=_FAR),
    ]


def _tabs(*stops: tuple[str, int]) -> Any:
    made = element("w:tabs")
    for leader, at in stops:
        made.append(element("w:tab", val="left", leader=leader, pos=at))
    return made


def _tab(size: int) -> Any:
    run = element("w:r")
    run.append(run_properties(FANG, size))
    run.append(element("w:tab"))
    return run


def ruled(*labels: str, size: int = SIZE_3, keep_next: bool = True) -> Any:
    """A line to sign on: one or two labels, a rule behind each."""
    made = paragraph("", align="left", keep_next=keep_next)
    properties = under(made, "w:pPr")
    half = TABLE_WIDTH // 2
    stops: tuple[tuple[str, int], ...] = (("underscore", TABLE_WIDTH - 60),)
    if len(labels) == 2:
        stops = (("underscore", half - 200), ("none", half), ("underscore", TABLE_WIDTH - 60))
    properties.insert(list(properties).index(under(properties, "w:widowControl")) + 1, _tabs(*stops))
    for at, label in enumerate(labels):
        if at:
            made.append(_tab(size))
        made.append(text_run(label, FANG, size))
        made.append(_tab(size))
    return made


def ruled_each(blank: str, label: str) -> list[Any]:
    """A line to sign on for every item of a blank."""
    return [tag(f"{{%p for one in {blank} %}}"), ruled(label), tag("{%p endfor %}")]


def day_line(*, keep_next: bool = False) -> Any:
    """A day to be written by hand."""
    return paragraph(_DATE, align="right", indent=_FAR, keep_next=keep_next)


def cut() -> Any:
    """The line along which a receipt is cut off."""
    made = paragraph("", small_mark=True, keep_next=True)
    properties = under(made, "w:pPr")
    border = element("w:pBdr")
    border.append(element("w:bottom", val="dashed", sz=6, space=1, color="000000"))
    properties.insert(list(properties).index(under(properties, "w:widowControl")) + 1, border)
    return made


def new_page(part: Any) -> Any:
    """The same paragraph at the top of a page."""
    properties = under(part, "w:pPr")
    at = 1 if under(properties, "w:keepNext") is not None else 0
    properties.insert(at, element("w:pageBreakBefore"))
    return part


# --------------------------------------------------------------------------- grids


@dataclass(frozen=True)
class Cell:
    """One cell of a grid: its paragraphs, over how many columns it goes, how it is set."""

    texts: tuple[str, ...]
    span: int = 1
    label: bool = False
    align: str = "left"
    top: bool = False
    ends: tuple[str, ...] = ()  # lines to sign on, to the right below the texts


@dataclass(frozen=True)
class Row:
    """One line of a grid; ``height``: at least so many twips; a long one may go over two pages."""

    cells: tuple[Cell, ...]
    height: int = _ROW
    whole: bool = True


def pairs(*named_blanks: tuple[str, str]) -> Row:
    """One or two labels, each with its value."""
    if len(named_blanks) == 1:
        label, blank = named_blanks[0]
        return Row((Cell((label,), label=True, align="center"), Cell((f"{{{{ {blank} }}}}",), span=3)))
    return Row(
        tuple(
            one
            for label, blank in named_blanks
            for one in (Cell((label,), label=True, align="center"), Cell((f"{{{{ {blank} }}}}",)))
        )
    )


def tall(label: str, blank: str, height: int = 1700) -> Row:
    """A label and a long text; it goes on over the page where it has to."""
    value = Cell((f"{{{{ {blank} }}}}",), span=3, top=True)
    return Row((Cell((label,), label=True, align="center"), value), height, whole=False)


def by_hand(label: str, height: int = 1500, ends: tuple[str, ...] = ("签名：　　　　　　　", _DATE)) -> Row:
    """A label and room to write into, with a place to sign."""
    return Row((Cell((label,), label=True, align="center"), Cell((), span=3, ends=ends)), height)


def banner(text: str) -> Row:
    """A line over the whole width that tells what comes below."""
    return Row((Cell((text,), span=4, label=True, align="center"),))


def _cell(cell: Cell, width: int, size: int) -> Any:
    made, properties = element("w:tc"), element("w:tcPr")
    properties.append(element("w:tcW", w=width, type="dxa"))
    if cell.span > 1:
        properties.append(element("w:gridSpan", val=cell.span))
    properties.append(
        element("w:vAlign", val="bottom" if cell.ends and not cell.texts else "top" if cell.top else "center")
    )
    made.append(properties)
    font = HEI if cell.label else FANG
    for text in cell.texts or (() if cell.ends else ("",)):
        made.append(paragraph(text, font, size, line=None, align=cell.align, grid=False, small_mark=True))
    for text in cell.ends:
        made.append(
            paragraph(
                text,
                FANG,
                size,
                line=None,
                align="right",
                grid=False,
                small_mark=True,
                around=(60, 40),
                indent={"right": 280},
            )
        )
    return made


def grid(rows: Sequence[Row], widths: Sequence[int] = QUARTERS, size: int = SIZE_SMALL_4) -> Any:
    """A bordered form of labels and values."""
    assert sum(widths) == TABLE_WIDTH
    made, properties = element("w:tbl"), element("w:tblPr")
    properties.append(element("w:tblW", w=TABLE_WIDTH, type="dxa"))
    properties.append(element("w:jc", val="center"))
    borders = element("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        outer = side in ("top", "left", "bottom", "right")
        borders.append(element(f"w:{side}", val="single", sz=8 if outer else 4, space=0, color="000000"))
    properties.append(borders)
    properties.append(element("w:tblLayout", type="fixed"))
    margins = element("w:tblCellMar")
    for side, width in (("top", 50), ("left", 90), ("bottom", 50), ("right", 90)):
        margins.append(element(f"w:{side}", w=width, type="dxa"))
    properties.append(margins)
    made.append(properties)
    columns = element("w:tblGrid")
    for width in widths:
        columns.append(element("w:gridCol", w=width))
    made.append(columns)
    for row in rows:
        line, about = element("w:tr"), element("w:trPr")
        if row.whole:
            about.append(element("w:cantSplit"))
        about.append(element("w:trHeight", val=row.height, hRule="atLeast"))
        line.append(about)
        at = 0
        for cell in row.cells:
            line.append(_cell(cell, sum(widths[at : at + cell.span]), size))
            at += cell.span
        assert at == len(widths)
        made.append(line)
    return made


def listing(blank: str, columns: Sequence[tuple[str, str, int, str]], size: int = SIZE_SMALL_4) -> Any:
    """A table with a head that comes again on every page and one line for every item of a blank.

    ``columns``: heading, name of the item's part, width, alignment.
    """
    widths = tuple(width for _heading, _name, width, _align in columns)
    head = Row(tuple(Cell((heading,), label=True, align="center") for heading, *_ in columns))
    empty = tuple(Cell(("",)) for _ in columns[1:])
    rows = [
        head,
        Row((Cell((f"{{%tr for one in {blank} %}}",)), *empty)),
        Row(
            tuple(Cell((f"{{{{ one.{name} }}}}",), align=align) for _heading, name, _width, align in columns)
        ),
        Row((Cell(("{%tr endfor %}",)), *empty)),
    ]
    made = grid(rows, widths, size)
    under(under(made, "w:tr"), "w:trPr").append(element("w:tblHeader"))
    return made


def below(text: str, *, align: str = "left") -> Any:
    """A small line below a form."""
    return paragraph(text, FANG, SIZE_4, line=None, align=align, grid=False, around=(120, 0))
