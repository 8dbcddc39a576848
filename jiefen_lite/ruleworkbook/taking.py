"""A workbook taken back: which cells say something else, and the rule files with just these edits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from jiefen_lite import ruleexamples
from jiefen_lite.errors import CannotEdit
from jiefen_lite.rules import loader
from jiefen_lite.rules.addresses import Step, write_path
from jiefen_lite.rules.editor import AddAfter, Edit, Set, edit
from jiefen_lite.rules.names import Names, names
from jiefen_lite.rules.schema import RuleBook
from jiefen_lite.ruleworkbook.layout import COVER, LOCKED, Column, Grid, Line, grids
from jiefen_lite.ruleworkbook.making import fingerprint
from jiefen_lite.ruleworkbook.values import NoValue, value_of
from jiefen_lite.shapes import Level, Problem, SheetCells

_BETWEEN_CELLS = "，"
_ABOVE = 3  # the title, the heads, what the columns are for


@dataclass(frozen=True, slots=True)
class CellChange:
    """One cell that says something else, or (``before`` None) a new rule with its cells in a line."""

    sheet: str
    row: int
    column: str
    file: str
    before: str | None
    after: str


@dataclass(slots=True)
class Taken:
    """What came back: the changes, what is wrong with them, and the new text of every file that changed.

    Where there is any problem, ``texts`` is empty: nothing is taken by halves.
    """

    changes: list[CellChange] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)


class _Wish(NamedTuple):
    """An edit, the cell that it comes from, and where in the new text its outcome is looked for."""

    change: CellChange
    edit: Edit
    place: tuple[Step, ...]
    rule: Mapping[str, Any] | None = None


def take(
    book: RuleBook, texts: Mapping[str, str], folder: Path | None, sheets: Sequence[SheetCells]
) -> Taken:
    """Compare a workbook with the rules in force (``texts``, read as ``book`` from ``folder``)."""
    taken = Taken()
    by_name = {sheet.name: sheet for sheet in sheets}
    if COVER not in by_name:
        taken.problems.append(_problem(COVER, 1, None, "这不是导出的规则表：没有“说明”这一张"))
        return taken
    old = _made_of_others(by_name[COVER], texts)
    wishes: list[_Wish] = []
    for grid in grids(book):
        sheet = by_name.get(grid.name)
        if sheet is None:
            continue  # a sheet that was taken out changes nothing
        made = list(_Reader(grid, sheet, names(book), taken.problems).wishes())
        if made and grid.file in old:
            told = f"{grid.file}.yaml 在导出以后改过；请重新导出，再改这一张"
            taken.problems.append(_problem(grid.name, made[0].change.row, None, told))
        wishes += made
    taken.changes = [wish.change for wish in wishes]
    if not taken.problems:
        _apply(taken, wishes, texts, folder)
    return taken


def _made_of_others(cover: SheetCells, texts: Mapping[str, str]) -> set[str]:
    """The files that are no longer what the workbook was made of."""
    told = {str(row[0]): str(row[1]) for row in cover.rows if len(row) > 1}
    return {name for name, text in texts.items() if told.get(f"{name}.yaml") != fingerprint(text)}


class _Reader:
    """One sheet against the table it was made of."""

    def __init__(self, grid: Grid, sheet: SheetCells, known: Names, problems: list[Problem]) -> None:
        self.grid, self.sheet, self.known, self.problems = grid, sheet, known, problems
        self.first = 2 if grid.nested or not grid.columns else 1  # column of the first value
        self.lines = {write_path(line.steps): (at, line) for at, line in enumerate(grid.lines)}

    def wishes(self) -> Iterator[_Wish]:
        seen: dict[str, int] = {}
        last: Line | None = None
        for at, row in enumerate(self.sheet.rows[_ABOVE:], start=_ABOVE + 1):
            cells = [str(cell).strip() for cell in row]
            place = cells[0] if cells else ""
            if place in self.lines:
                if place in seen:
                    self.tell(at, None, f"“{place}”这一条和第 {seen[place]} 行是同一条；新加的请把“位置”空着")
                    continue
                seen[place] = at
                index, last = self.lines[place]
                yield from self.changed(at, index, last, cells)
            elif place:
                self.tell(at, None, f"没有“{place}”这个位置；“位置”不能改，新加的请空着")
            elif self.grid.columns and any(cells[self.first :]):
                if last is None:
                    self.tell(at, None, "新加的规则要写在已有的一条下面")
                else:
                    yield from self.new(at, last, cells)
        gone = [place for place in self.lines if place not in seen]
        if gone:
            self.tell(_ABOVE, None, f"少了 {len(gone)} 条（{gone[0]} 等）；要删规则请在规则文件里删")

    def changed(self, at: int, index: int, line: Line, cells: list[str]) -> Iterator[_Wish]:
        columns = self.grid.columns or (self.grid.settings[index],)
        for number, (column, before) in enumerate(zip(columns, line.cells, strict=True)):
            after = _cell(cells, self.first + number)
            if after == before.strip():
                continue
            if column.key.name in LOCKED and column.outer is None:
                self.tell(at, column, "编号不能改；要换编号请新加一条")
                continue
            steps = (*line.steps, *column.steps()) if self.grid.columns else line.steps
            value = self.value(at, column, after, before)
            if not isinstance(value, NoValue):
                change = CellChange(self.sheet.name, at, column.title, self.grid.file, before, after)
                yield _Wish(change, Set(steps, value), steps)

    def new(self, at: int, above: Line, cells: list[str]) -> Iterator[_Wish]:
        rule: dict[str, Any] = {}
        wrong = False
        for number, column in enumerate(self.grid.columns):
            value = self.value(at, column, _cell(cells, self.first + number), "")
            wrong = wrong or isinstance(value, NoValue)
            if value is None or (value == [] and not column.key.needed):
                continue
            home = rule.setdefault(column.outer, {}) if column.outer else rule
            home[column.key.name] = value
        if not wrong:
            told = _BETWEEN_CELLS.join(cell for cell in cells[self.first :] if cell)
            change = CellChange(self.sheet.name, at, "", self.grid.file, None, told)
            yield _Wish(change, AddAfter(above.steps, rule), above.steps[:-1], rule)

    def value(self, at: int, column: Column, after: str, before: str) -> Any:
        """The value that a cell means; NoValue, once told, where it means none."""
        try:
            return value_of(column, after, before, self.known)
        except NoValue as why:
            self.tell(at, column, str(why))
            return why

    def tell(self, at: int, column: Column | None, message: str) -> None:
        self.problems.append(_problem(self.sheet.name, at, column, message))


def _cell(cells: list[str], at: int) -> str:
    return cells[at] if at < len(cells) else ""


def _problem(sheet: str, row: int, column: Column | None, message: str) -> Problem:
    title, name = (column.title, column.key.name) if column else (None, None)
    return Problem(sheet, row, title, name, Level.ERROR, message)


# ------------------------------------------------------------------ making the edits


def _apply(taken: Taken, wishes: list[_Wish], texts: Mapping[str, str], folder: Path | None) -> None:
    made: dict[str, str] = {}
    for name in dict.fromkeys(wish.change.file for wish in wishes):
        own = [wish for wish in wishes if wish.change.file == name]
        try:
            made[name] = edit(texts[name], *(wish.edit for wish in own))
        except CannotEdit as error:
            change = own[0].change
            taken.problems.append(_problem(change.sheet, change.row, None, str(error)))
            return
    given = {name: text.removeprefix("\ufeff") for name, text in made.items()}
    for fault in ruleexamples.check(folder, given) if made else ():
        name = fault.file.removesuffix(".yaml")
        wish = _behind(fault.line, [each for each in wishes if each.change.file == name], made.get(name, ""))
        if wish is None:
            taken.problems.append(Problem(fault.file, fault.line, None, None, Level.ERROR, str(fault)))
        else:
            change = wish.change
            taken.problems.append(
                Problem(change.sheet, change.row, change.column or None, None, Level.ERROR, fault.message)
            )
    if not taken.problems:
        taken.texts = made


def _behind(line: int, wishes: list[_Wish], text: str) -> _Wish | None:
    """The wish whose outcome stands on that line of the new text; of a new rule also its further lines."""
    places: list[tuple[int, _Wish]] = []
    for wish in wishes:
        place = wish.place if wish.rule is None else _where(text, wish)
        start = loader.line_at(text, place) if place else 0
        if start == line:
            return wish
        if wish.rule is not None and start:
            places.append((start, wish))
    return next((wish for start, wish in places if start < line < start + len(wish.rule or ())), None)


def _where(text: str, wish: _Wish) -> tuple[Step, ...]:
    """The address that a new rule has in the new text."""
    value: Any = loader.read_plain(text, "")[0]
    for step in wish.place:
        value = value[step]
    wanted = wish.rule or {}
    for at, each in enumerate(value):
        if isinstance(each, Mapping) and all(
            str(each.get(key)) == str(wanted[key]) for key in list(wanted)[:1]
        ):
            return (*wish.place, at)
    return ()
