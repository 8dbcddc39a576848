"""From the cells of a sheet to clean rows: column by column, a few hundred rows at a time.

Speed is the reason for the form. A column's cleaner is made once and remembers what it has cleaned, so
that a thousand equal dates or towns are read once; rows stay plain tuples until somebody wants objects.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from importers.columns import KINDS, Column
from importers.layout import Layout
from importers.sheet import Grid
from importers.towns import Towns
from importers.units import split_units
from importers.values import MAKERS, Cleaner, Frame, Names, Odd, cell_text
from importers.values.words import text_cleaner

ProblemTuple = tuple[str | None, str | None, str, str]  # column header, field, level, message
Finish = Callable[[dict[str, Any], dict[str, str]], None]
_ROLES = ("applicant", "respondent", "third_party", "agent")
_TRAITS = ("phone", "id_no", "address", "gender", "age")
_TRIED = 2_000  # cells after which a column's memory must have paid

_TOWN_FIRST = re.compile(r"[\u4e00-\u9fff]{2,12}?(?:镇|乡(?!村)|街道(?:办事处|办)?)")

# who was there, or what happened: without either a row is no case
_STORY = ("summary", "title", "claim")


class Row(NamedTuple):
    """A row on its way out: ``problems`` are (column header, field, level, message)."""

    sheet_no: int
    row_no: int
    cells: list[str | None]
    fields: dict[str, Any]
    problems: list[ProblemTuple]


class _Memory(dict[Any, Any]):
    """A cleaner that remembers: looked up at the speed of a dict, asked only for what is new."""

    def __init__(self, clean: Cleaner) -> None:
        super().__init__()
        self._clean = clean
        self._seen = 0

    def __missing__(self, cell: Any) -> Any:
        value = self[cell] = self._clean(cell)
        return value

    def clean_all(self, cells: Sequence[Any]) -> list[Any]:
        """Every cell cleaned; where few are alike (numbers, names, stories) remembering does not pay."""
        if self._seen >= _TRIED and len(self) * 2 > self._seen:
            return list(map(self._clean, cells))
        self._seen += len(cells)
        return list(map(self.__getitem__, cells))


@dataclass(slots=True)
class _Clean:
    """The cleaned cells of one field of a block, and what there is to tell: row in the block -> problem."""

    values: list[Any]
    odd: dict[int, ProblemTuple] = field(default_factory=dict)


class SheetCleaner:
    """All columns of one sheet with their cleaners, ready for blocks of rows."""

    def __init__(
        self, number: int, grid: Grid, layout: Layout, columns: Sequence[Column], *, as_of: date, year: int,
        last_day: date, spell: Callable[[str], str], finish: Finish, town: str | None, towns: Towns,
        alone: bool,
    ) -> None:  # fmt: skip
        self._alone = alone  # no other table of the sheet needs its rows
        self._number, self._grid, self._layout, self._columns = number, grid, layout, columns
        self._finish, self._town, self._towns = finish, town, towns
        self._by_index = {column.index: column for column in columns}
        self._fed: list[tuple[Column, _Memory]] = []
        self._kept: list[tuple[Column, _Memory]] = []
        for column in sorted(columns, key=lambda one: one.rank):
            role = column.field if column.field in _ROLES else "applicant"
            # only the channel's own numbers have a spelling of their own
            own = spell if column.field in ("source_no", "new_case_no", "linked_nos") else str
            frame = Frame(column.header, as_of, year, last_day, own, role)
            if column.field is not None:
                self._fed.append((column, _Memory(MAKERS[KINDS[column.field]](frame))))
            elif column.how != "ignored":
                self._kept.append((column, _Memory(text_cleaner(frame))))
        self._kept.sort(key=lambda pair: pair[0].index)
        self._headers: dict[str, str] = {}
        for column, _ in self._fed:
            if column.field:
                self._headers.setdefault(column.field, column.header)

    @property
    def total(self) -> int:
        """How many data rows there are."""
        return len(self._layout.data_rows)

    def blocks(self, size: int) -> Iterator[list[Row]]:
        """The data rows, cleaned, ``size`` at a time."""
        _fill_down(self._grid, self._layout)
        flawed: dict[int, list[tuple[int, str]]] = {}
        for (row, column), why in self._grid.flaws.items():
            if column in self._by_index:
                flawed.setdefault(row, []).append((column, why))
        places = self._layout.data_rows
        for start in range(0, len(places), size):
            block = places[start : start + size]
            yield self._block(block, flawed)
            if self._alone:  # the sheet shrinks while its rows pile up in the process that asked
                for place in block:
                    self._grid.rows[place] = []

    def _block(self, places: list[int], flawed: dict[int, list[tuple[int, str]]]) -> list[Row]:
        rows = [self._grid.rows[place] for place in places]
        by_column = list(zip(*rows, strict=True))
        cells = list(zip(*(_texts(by_column[column.index]) for column in self._columns), strict=True))
        by_field: dict[str, _Clean] = {}
        extra: list[tuple[str, list[Any]]] = []
        for column, memory in self._fed:
            clean = self._clean(column, memory, by_column[column.index])
            first = by_field.setdefault(str(column.field), clean)
            if first is not clean:
                left = _coalesce(first, clean)
                if left is not None:
                    extra.append((column.header, left))
        for column, memory in self._kept:
            values = memory.clean_all(by_column[column.index])
            if any(values):
                extra.append((column.header, values))
        problems: list[list[ProblemTuple]] = [[] for _ in places]
        for clean in by_field.values():
            for at, problem in clean.odd.items():
                problems[at].append(problem)
        fields = self._fields(by_field, len(places))
        if extra:
            names = [name for name, _ in extra]
            for at, of_row in enumerate(zip(*(values for _, values in extra), strict=True)):
                kept = {name: value for name, value in zip(names, of_row, strict=True) if value is not None}
                if kept:
                    fields[at]["extra"] = kept
        result = []
        for at, place in enumerate(places):
            if place in flawed:
                problems[at] += self._told_flaws(flawed[place])
            self._complete(fields[at], problems[at])
            result.append(Row(self._number, place + 1, list(cells[at]), fields[at], problems[at]))
        return result

    def _clean(self, column: Column, memory: _Memory, cells: Sequence[Any]) -> _Clean:
        values = memory.clean_all(cells)
        clean = _Clean(values)
        if Odd in set(map(type, values)):
            for at, value in enumerate(values):
                if type(value) is Odd:
                    values[at] = value.value
                    clean.odd[at] = (column.header, column.field, value.level, value.message)
        return clean

    def _fields(self, by_field: dict[str, _Clean], count: int) -> list[dict[str, Any]]:
        """One dict a row: plain fields as they are, parties put together, pairs taken apart."""
        plain = {name: clean.values for name, clean in by_field.items()}
        parties = _parties(plain, count)
        amounts, people = plain.pop("amount", None), plain.pop("people_count", None)
        if amounts is not None:
            plain["amount_fen"] = [pair and pair[0] for pair in amounts]
            plain["amount_text"] = [pair and pair[1] for pair in amounts]
        if people is not None:
            plain["people_count"] = [pair and pair[0] for pair in people]
            plain["people_count_approx"] = [(pair and pair[1]) or None for pair in people]
        repeats = plain.pop("repeat", None)
        names = list(plain)
        if names:
            rows = [
                {name: value for name, value in zip(names, values, strict=True) if value is not None}
                for values in zip(*plain.values(), strict=True)
            ]
        else:
            rows = [{} for _ in range(count)]
        for at, (found, counted) in enumerate(parties):
            if found:
                rows[at]["parties"] = found
            if counted is not None and "people_count" not in rows[at]:
                rows[at]["people_count"] = counted[0]
                if counted[1]:
                    rows[at]["people_count_approx"] = True
        for at, answer in enumerate(repeats or ()):
            if answer is not None:
                rows[at]["repeat"] = answer[0]
                if answer[1]:
                    rows[at]["linked_nos"] = [*rows[at].get("linked_nos", ()), *answer[1]]
        return rows

    def _complete_town(self, fields: dict[str, Any], town: str) -> None:
        """The ledger's town for a row that names no other: in its own column, its grid or its place."""
        if "town" not in fields and not any(
            self._towns.names_another(fields.get(name, ""), town) for name in ("place", "grid")
        ):
            fields["town"] = town

    def _told_flaws(self, flaws: list[tuple[int, str]]) -> Iterator[ProblemTuple]:
        for index, why in flaws:
            column = self._by_index[index]
            message = f"“{column.header}”{why}，按空处理，请在原表中改正"
            yield column.header, column.field, "warning", message

    def _complete(self, fields: dict[str, Any], problems: list[ProblemTuple]) -> None:
        """What concerns a row as a whole: the channel's own rules, units, and the reasons of refusal."""
        unit = fields.get("responsible_unit")
        if unit is not None:
            main, others, person = split_units(unit, self._headers.get("responsible_unit", ""))
            fields["responsible_unit"] = main
            if others:
                fields["assisting_units"] = [*others, *fields.get("assisting_units", ())]
            if person:
                fields.setdefault("handler", person)
        if "community" in fields:
            fields["place"] = _with_community(fields.get("place", ""), fields.pop("community"))
        if self._town is not None:
            self._complete_town(fields, self._town)
        self._finish(fields, self._headers)
        received = fields.get("received_at")
        if received is None:
            if not any(one[1] == "received_at" and one[2] == "error" for one in problems):
                header = self._headers.get("received_at")
                where = f"“{header}”是空的" if header else "表里没有登记日期这一列"
                message = f"登记日期缺失：{where}，请补上后重新导入这一行"
                problems.append((header, "received_at", "error", message))
        elif fields.get("closed_at", "9")[:10] < received[:10]:
            header = self._headers.get("closed_at")
            problems.append((header, "closed_at", "warning", f"“{header}”早于登记日期，请核对"))
        if not any(fields.get(name) for name in _STORY) and not any(
            map(_somebody, fields.get("parties", ()))
        ):
            column = self._headers.get("applicant") or self._headers.get("summary")
            message = "既无当事人又无事情经过，认不出是哪一件事，请补上其中一项后重新导入这一行"
            problems.append((column, "parties", "error", message))


def _with_community(place: str, community: str) -> str:
    """某小区3号楼 of 朝阳社区 as 朝阳社区某小区3号楼: behind the town where the place names one."""
    if community in place:
        return place
    town = _TOWN_FIRST.match(place)
    at = town.end() if town else 0
    return place[:at] + community + place[at:]


def _somebody(party: dict[str, Any]) -> bool:
    return any(party.get(key) for key in ("name", "phone", "id_no", "anonymous"))


def _texts(cells: Sequence[Any]) -> list[str | None]:
    """A column as the file says it; None where a cell is empty."""
    if set(map(type, cells)) == {str}:
        return [cell or None for cell in cells]
    return [(cell or None) if type(cell) is str else cell_text(cell) for cell in cells]


def _coalesce(first: _Clean, other: _Clean) -> list[Any] | None:
    """Put the other column's values where the first has none; what is left over, or None."""
    left: list[Any] = []
    for at, value in enumerate(other.values):
        if first.values[at] is None:
            first.values[at] = value
            left.append(None)
            if at in other.odd:
                first.odd.setdefault(at, other.odd[at])
        else:
            left.append("、".join(value) if isinstance(value, list) else value)
    return left if any(left) else None


def _fill_down(grid: Grid, layout: Layout) -> None:
    """A cell merged over several rows speaks for all of them; one merged over columns only for its first."""
    for top, left, bottom, _ in grid.merges:
        if layout.first_line <= top < layout.end and bottom > top and layout.left <= left < layout.right:
            value = grid.rows[top][left]
            for at in range(top + 1, min(bottom + 1, layout.end)):
                if grid.rows[at][left] == "":
                    grid.rows[at][left] = value


def _parties(
    plain: dict[str, list[Any]], count: int
) -> list[tuple[list[dict[str, Any]], tuple[int, bool] | None]]:
    """Takes the columns about people out of ``plain``; for every row its parties and 等N人."""
    nothing: list[Any] = [None] * count
    sides = []
    for role in _ROLES:
        prefix = {"applicant": "", "respondent": "respondent_"}.get(role)
        traits = (
            [plain.pop(prefix + trait, None) for trait in _TRAITS]
            if prefix is not None
            else [None] * len(_TRAITS)
        )
        names = plain.pop(role, None)
        if names is not None or any(trait is not None for trait in traits):
            columns = zip(*(column or nothing for column in traits), strict=True)
            sides.append((role, names or nothing, list(columns)))
    result = []
    for at in range(count):
        found: list[dict[str, Any]] = []
        counted = None
        for role, names, traits_of in sides:
            named: Names | None = names[at]
            if named is not None:
                found += _with_traits(role, named.parties, traits_of[at])
                counted = counted or named.people
            elif any(traits_of[at]):
                found += _with_traits(role, [], traits_of[at])
        result.append((found, counted))
    return result


def _with_traits(role: str, parties: list[dict[str, Any]], traits: tuple[Any, ...]) -> list[dict[str, Any]]:
    """The parties of one side with the telephones and numbers of their columns; never changes its input."""
    if not any(traits):
        return parties
    phones, numbers, address, gender, age = traits
    if len(parties) == 1 and phones and len(phones) == 1 and not (numbers or address or gender or age):
        return [{**parties[0], "phone": _phones(parties[0], phones)}]
    own = [dict(party) for party in parties]
    mains = [party for party in own if party["role"] == role]
    if not mains:
        mains = [{"role": role}]
        own = mains + own
    if phones and len(phones) == len(mains):
        for party, value in zip(mains, phones, strict=True):
            party["phone"] = _phones(party, [value])
    elif phones:
        mains[0]["phone"] = _phones(mains[0], phones)
    if numbers and len(numbers) == len(mains):
        for party, value in zip(mains, numbers, strict=True):
            party["id_no"] = value
    elif numbers:
        mains[0]["id_no"] = "、".join(numbers)
    for key, value in (("address", address), ("gender", gender), ("age", age)):
        if value is not None:
            mains[0][key] = value
    return own


def _phones(party: dict[str, Any], told: list[str]) -> str:
    """The telephone behind a name in its brackets, then those of the column: both reach the person."""
    own = party.get("phone")
    return "、".join(told if own is None or own in told else [own, *told])
