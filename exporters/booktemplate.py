"""Forms in Excel: a workbook whose cells hold blanks, and rows that repeat for every line of a list.

``{{ name }}`` stands in a cell. A row that holds nothing but ``{%tr for row in rows %}`` opens a repeated
stretch and ``{%tr endfor %}`` closes it (``if`` … ``endif`` alike); both rows vanish. A cell that is one
blank and nothing else becomes a number where the value is one; texts stay texts, whatever they begin with.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from math import ceil
from pathlib import Path
from typing import Any, BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl  # type: ignore[import-untyped]
from openpyxl.formatting.formatting import ConditionalFormattingList  # type: ignore[import-untyped]
from openpyxl.utils import get_column_letter, range_boundaries  # type: ignore[import-untyped]
from openpyxl.worksheet.views import Selection  # type: ignore[import-untyped]
from openpyxl.worksheet.worksheet import Worksheet  # type: ignore[import-untyped]

from exporters import own
from exporters.blanks import TAG, Blanks, Checker, TemplateFault, environment, is_plain, prepared
from exporters.excel import InMemory, clean, letters_width, literal
from jiefen_lite import wholefile
from jiefen_lite.errors import UnreadableFile

SUFFIX = ".xlsx"
_MOST_ROWS, _MOST_COLUMNS = 2_000, 100
_MOST_FILLED = 60_000  # rows of one filled sheet
_LEADING, _TALLEST = 1.45, 405.0  # lines to points; Excel takes 409 at most
_STEER = re.compile(r"\s*\{%tr-?\s.*?%\}\s*", re.DOTALL)
_ONE_BLANK = re.compile(r"\s*\{\{\s*([A-Za-z_][\w.]*)\s*\}\}\s*")


# --------------------------------------------------------------------------- reading a template


@dataclass(slots=True)
class _Stretch:
    """Rows that belong together: the sheet itself, a loop, a question."""

    kind: str = "sheet"  # sheet, for, if
    words: str = ""
    rows: list[int | _Stretch] = field(default_factory=list)
    otherwise: list[int | _Stretch] | None = None


def _open(data: bytes) -> Any:
    try:
        return openpyxl.load_workbook(io.BytesIO(data), keep_links=False)
    except Exception as error:
        raise UnreadableFile("打不开这个 Excel 文件，请用 Excel 或 WPS 另存为 .xlsx 再传。") from error


def _texts(sheet: Worksheet) -> Iterator[tuple[int, dict[int, str]]]:
    """The rows of a sheet that hold texts, each with its texts by column."""
    rows: dict[int, dict[int, str]] = {}
    for (row, column), cell in sorted(sheet._cells.items()):
        if isinstance(cell.value, str) and cell.value.strip():
            rows.setdefault(row, {})[column] = cell.value
    yield from rows.items()


def _steering(texts: Mapping[int, str]) -> str | None:
    """The tag of a row that only steers; None for any other row."""
    alone = next(iter(texts.values())) if len(texts) == 1 else ""
    return alone.strip() if _STEER.fullmatch(alone) else None


def _place(sheet: Worksheet, row: int, column: int | None = None) -> str:
    cell = f"{get_column_letter(column)}{row}" if column else f"第{row}行"
    return f"工作表“{sheet.title}”{cell}"


def _check(data: bytes, blanks: Blanks) -> Checker:
    checker = Checker(blanks)
    for sheet in _open(data).worksheets:
        checker.faults += _sheet_faults(sheet)
        for row, texts in _texts(sheet):
            steering = _steering(texts)
            for column, text in texts.items():
                place = _place(sheet, row, column)
                if steering is None and any(tag.startswith("{%tr") for tag in TAG.findall(text)):
                    checker.faults.append(f"{place}：“{{%tr … %}}”要单独占一行，这一行别的格子都空着。")
                elif steering is None:
                    _check_cell(checker, place, text)
                else:
                    checker.text(place, text)
        if checker.scopes:
            checker.faults.append(f"工作表“{sheet.title}”：还有循环或判断没有结束，请补上 endfor 或 endif。")
            checker.scopes.clear()
    return checker


def _check_cell(checker: Checker, place: str, text: str) -> None:
    """The blanks of one cell; what it opens it also closes."""
    before = len(checker.scopes)
    checker.text(place, text)
    if len(checker.scopes) != before:
        checker.faults.append(f"{place}：格子里的循环、判断要在同一格里结束；整行的请用“{{%tr … %}}”。")
        del checker.scopes[before:]


def _sheet_faults(sheet: Worksheet) -> Iterator[str]:
    if sheet.max_row > _MOST_ROWS or sheet.max_column > _MOST_COLUMNS:
        yield (
            f"工作表“{sheet.title}”：用到了第 {sheet.max_row} 行、第 {sheet.max_column} 列，"
            f"模板最多 {_MOST_ROWS} 行、{_MOST_COLUMNS} 列；请删掉远处的空行空列。"
        )
        return
    for (row, column), cell in sheet._cells.items():
        place = _place(sheet, row, column)
        if cell.data_type == "f":
            yield f"{place}：有公式，模板里不能有；合计由系统算好填入。"
        if cell.hyperlink is not None:
            yield f"{place}：有超链接，模板里不能有；请取消超链接。"


def template_faults(data: bytes, blanks: Blanks) -> list[str]:
    """What is wrong with a form's blanks, each with its sheet and cell. Raises UnreadableFile."""
    return _check(data, blanks).faults


def template_blanks(data: bytes, blanks: Blanks) -> set[str]:
    """The blanks a form really uses: ``title``, ``rows``, ``rows[].name`` …"""
    return _check(data, blanks).used


def _plan(sheet: Worksheet) -> _Stretch:
    """The rows of a checked sheet with their loops and questions."""
    texts = dict(_texts(sheet))
    whole = _Stretch()
    open_ones: list[tuple[_Stretch, list[int | _Stretch]]] = [(whole, whole.rows)]
    for row in range(1, sheet.max_row + 1):
        tag = _steering(texts.get(row, {}))
        if tag is None:
            open_ones[-1][1].append(row)
            continue
        words = re.sub(r"^\{%tr-?\s*|\s*-?%\}$", "", tag)
        kind = words.split(" ", 1)[0]
        if kind in ("endfor", "endif"):
            open_ones.pop()
        elif kind == "else":
            stretch = open_ones[-1][0]
            stretch.otherwise = []
            open_ones[-1] = (stretch, stretch.otherwise)
        else:
            inner = _Stretch(kind, words)
            open_ones[-1][1].append(inner)
            open_ones.append((inner, inner.rows))
    return whole


# --------------------------------------------------------------------------- filling

Scope = Mapping[str, Any]


def _value(path: str, scope: Scope) -> Any:
    found: Any = scope
    for name in path.split("."):
        found = found[name]
    return found


def _lines(rows: Sequence[int | _Stretch], scope: Scope, turn: tuple[int, ...]) -> Iterator[_Line]:
    """The rows of the filled sheet: which of the template, with which values, in which turn."""
    for number, one in enumerate(rows):
        if isinstance(one, int):
            yield _Line(one, scope, turn)
        elif one.kind == "for":
            found = re.fullmatch(r"for\s+(\w+)\s+in\s+([\w.]+)", one.words)
            assert found is not None  # the check has seen to it
            for count, item in enumerate(_value(found[2], scope)):
                yield from _lines(one.rows, {**scope, found[1]: item}, (*turn, number, count))
        else:
            negated = re.fullmatch(r"if\s+(not\s+)?([\w.]+)", one.words)
            assert negated is not None
            yes = bool(_value(negated[2], scope)) != bool(negated[1])
            yield from _lines(one.rows if yes else one.otherwise or (), scope, (*turn, number, 0))


@dataclass(frozen=True, slots=True)
class _Line:
    row: int
    scope: Scope
    turn: tuple[int, ...]


def _filled(text: str, scope: Scope) -> Any:
    """What a cell holds: a number where its only blank is one, else a text."""
    alone = _ONE_BLANK.fullmatch(text)
    if alone:
        value = _value(alone[1], scope)
        if value is None or isinstance(value, int | float):
            return value
        return clean(str(value))
    engine = environment()
    engine.autoescape = False  # cells are no XML of ours
    return clean(engine.from_string(text).render(scope))


class _Rows:
    """Where the rows of a template have gone: for merges, print titles and whatever else names rows."""

    def __init__(self, lines: Sequence[_Line]) -> None:
        self.lines = lines
        self.of: dict[int, list[int]] = {}
        for number, line in enumerate(lines, 1):
            self.of.setdefault(line.row, []).append(number)

    def stretch(self, first: int, last: int) -> tuple[int, int] | None:
        """The first and the last row that rows ``first`` to ``last`` have become; None where none is left."""
        gone = [number for row in range(first, last + 1) for number in self.of.get(row, ())]
        return (min(gone), max(gone)) if gone else None

    def merges(self, first: int, last: int) -> Iterator[tuple[int, int]]:
        """What a merge over ``first`` to ``last`` becomes: one a turn where all is inside one loop."""
        turns: dict[tuple[int, ...], list[int]] = {}
        for row in range(first, last + 1):
            for number in self.of.get(row, ()):
                turns.setdefault(self.lines[number - 1].turn, []).append(number)
        together = self.stretch(first, last)
        if first == last:
            yield from ((number, number) for number in self.of.get(first, ()))
        elif together is not None and all(len(numbers) == last - first + 1 for numbers in turns.values()):
            yield from ((min(numbers), max(numbers)) for numbers in turns.values())
        elif together is not None:
            yield together


def _fill_sheet(sheet: Worksheet, context: Scope) -> None:
    lines = list(_lines(_plan(sheet).rows, context, ()))
    if len(lines) > _MOST_FILLED:
        raise TemplateFault(f"填出来的表有 {len(lines)} 行，太长，已经停下；请减少循环。")
    rows = _Rows(lines)
    cells: dict[int, list[tuple[int, Any, Any]]] = {}
    for (row, column), cell in sheet._cells.items():
        cells.setdefault(row, []).append((column, cell.value, copy(cell._style)))
    heights = {row: (one.height, one.hidden) for row, one in sheet.row_dimensions.items()}
    merged = [range_boundaries(str(area)) for area in sheet.merged_cells.ranges]
    settings = _settings(sheet)
    for area in list(sheet.merged_cells.ranges):
        sheet.merged_cells.remove(area)
    sheet._cells.clear()
    sheet.row_dimensions.clear()
    for number, line in enumerate(lines, 1):
        height, hidden = heights.get(line.row, (None, False))
        if height is not None or hidden:
            sheet.row_dimensions[number].height, sheet.row_dimensions[number].hidden = height, hidden
        for column, value, style in cells.get(line.row, ()):
            _set_cell(sheet, number, column, value, style, line.scope)
    for left, top, right, bottom in merged:
        for first, last in rows.merges(top, bottom):
            if first == last and left == right:
                continue  # of a stretch of rows only one is left
            sheet.merge_cells(start_row=first, end_row=last, start_column=left, end_column=right)
    _move_settings(sheet, settings, rows)
    _fit_heights(sheet)


def _fit_heights(sheet: Worksheet) -> None:
    """Room for texts that wrap: no office program makes it by itself in merged cells."""
    reach = {(one.min_row, one.min_col): one for one in sheet.merged_cells.ranges}
    for (row, column), cell in list(sheet._cells.items()):
        if not isinstance(cell.value, str) or not cell.alignment.wrap_text:
            continue
        area = reach.get((row, column))
        if area is not None and area.max_row > row:
            continue  # it has the height of several rows
        last = area.max_col if area is not None else column
        letters = range(column, last + 1)
        width = sum(sheet.column_dimensions[get_column_letter(one)].width for one in letters)
        size = cell.font.size or 11
        fits = max(width * 11 / size - 1, 4)  # a column is so many figures of 11 points wide
        lines = sum(max(ceil(letters_width(part, None) / fits), 1) for part in cell.value.split("\n"))
        height = sheet.row_dimensions[row].height or 15.0
        if lines > 1:
            sheet.row_dimensions[row].height = min(max(height, lines * size * _LEADING + 3), _TALLEST)


def _set_cell(sheet: Worksheet, row: int, column: int, value: Any, style: Any, scope: Scope) -> None:
    cell = sheet.cell(row, column)
    cell._style = copy(style)
    if isinstance(value, str) and TAG.search(value):
        value = _filled(value, scope)
    if isinstance(value, str):
        cell.value = literal(value)
        cell.data_type = "s"  # after the value: else "=…" would turn into a formula
    elif value is not None:
        cell.value = value
        if cell.number_format == "@":
            cell.number_format = "General"  # else a number would stand there as if it were a text
        if isinstance(value, float) and cell.number_format == "General":
            cell.number_format = "0.00"  # money; 12.50 would read 12.5


@dataclass(slots=True)
class _Settings:
    titles: str | None
    area: str | None
    panes: str | None
    filters: str | None
    breaks: list[int]
    colours: list[tuple[str, Any]]
    choices: list[Any]


def _settings(sheet: Worksheet) -> _Settings:
    return _Settings(
        sheet.print_title_rows,
        sheet.print_area or None,
        sheet.freeze_panes,
        sheet.auto_filter.ref,
        [one.id for one in sheet.row_breaks.brk],
        [(str(one.sqref), rule) for one in sheet.conditional_formatting for rule in one.rules],
        list(sheet.data_validations.dataValidation),
    )


def _move_settings(sheet: Worksheet, kept: _Settings, rows: _Rows) -> None:
    """Print titles, frozen panes and the like follow their rows."""
    if kept.titles:
        first, last = (int(part.strip("$")) for part in kept.titles.split(":"))
        gone = rows.stretch(first, last)
        sheet.print_title_rows = f"{gone[0]}:{gone[1]}" if gone else None
    if kept.area:
        sheet.print_area = _moved(kept.area.rsplit("!", 1)[-1].replace("$", ""), rows)
    if kept.panes:
        column, row = re.fullmatch(r"([A-Z]+)(\d+)", kept.panes).groups()  # type: ignore[union-attr]
        above = rows.stretch(1, int(row) - 1)
        sheet.sheet_view.pane, sheet.sheet_view.selection = (
            None,
            [Selection()],
        )  # else each would be there twice
        sheet.freeze_panes = f"{column}{above[1] + 1 if above else 1}"
    if kept.filters:
        sheet.auto_filter.ref = _moved(kept.filters, rows)
    sheet.row_breaks.brk = [
        copied for copied in (_moved_break(one, rows) for one in sheet.row_breaks.brk) if copied is not None
    ]
    sheet.conditional_formatting = ConditionalFormattingList()
    for area, rule in kept.colours:
        moved = " ".join(filter(None, (_moved(one, rows) for one in area.split())))
        if moved:
            sheet.conditional_formatting.add(moved, rule)
    for choice in kept.choices:
        choice.sqref = type(choice.sqref)(
            " ".join(filter(None, (_moved(one, rows) for one in str(choice.sqref).split())))
        )
    sheet.data_validations.dataValidation = [one for one in kept.choices if str(one.sqref)]


def _moved(area: str, rows: _Rows) -> str:
    left, top, right, bottom = range_boundaries(area)
    gone = rows.stretch(top, bottom)
    if gone is None:
        return ""
    return f"{get_column_letter(left)}{gone[0]}:{get_column_letter(right)}{gone[1]}"


def _moved_break(one: Any, rows: _Rows) -> Any:
    gone = rows.stretch(1, one.id)  # behind the last row above that is left
    if gone is None:
        return None
    one.id = gone[1]
    return one


def fill(
    data: bytes, context: Mapping[str, Any], *, title: str = "", author: str = "", keywords: str = ""
) -> bytes:
    """A checked form filled with plain values."""
    if not is_plain(context):
        raise TypeError("only plain values go into a template")
    book = _open(data)
    values = prepared(context)
    for sheet in book.worksheets:
        _fill_sheet(sheet, values)
    book.properties.title, book.properties.creator, book.properties.keywords = title, author, keywords
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED, allowZip64=True) as packed:
        InMemory(book, packed).save()
    return out.getvalue()


def render(
    document: str,
    context: Mapping[str, Any],
    out: Path | BinaryIO,
    *,
    blanks: Blanks,
    template_folder: Path | None = None,
    title: str = "",
    author: str = "",
    keywords: str = "",
) -> None:
    """Fill the form of ``document`` and write it to ``out``. Raises TemplateFault with every wrong blank."""
    template = own.template(document, SUFFIX, template_folder)
    template.require_sound()
    faults = template_faults(template.data, blanks)
    if faults:
        raise TemplateFault(f"模板 {document}{SUFFIX} 有误，没有生成文件：", *faults)
    made = fill(template.data, context, title=title, author=author, keywords=keywords)
    if isinstance(out, Path):
        wholefile.write(out, made)
    else:
        out.write(made)
