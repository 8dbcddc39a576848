"""A filled-in 联系表 taken back: each line checked and noted by itself, or refused with its reason.

A line goes the way of the form on the page, so the same is asked of it, and each is a commit of its own:
one that is wrong keeps no other from being noted. The same file twice changes nothing.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

import importers
from importers.values.dates import read_date
from jiefen_lite import glossary
from jiefen_lite.desk import House
from jiefen_lite.errors import JiefenError, NotAllowed, UnreadableFile
from jiefen_lite.mediation import access, following
from jiefen_lite.mediation.callsheet import HEADS, TO_FILL
from jiefen_lite.shapes import Level, Problem, SheetCells, Viewer
from jiefen_lite.store import agreements, audit, calllists

MOST_BYTES = 5_000_000
MOST_ROWS = 1_000
_HEAD_WITHIN = 10  # rows from the top
NOTED, KNOWN, REFUSED = "noted", "known", "refused"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one line: noted, known already, or refused; ``reasons`` where it was refused."""

    row: int
    case_code: str
    state: str
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What became of a file. ``empty``: lines in which nothing was filled in; ``marked``: the file with the
    reasons in it, where any line was refused."""

    outcomes: tuple[Outcome, ...]
    empty: int
    marked: bytes | None

    def having(self, state: str) -> list[Outcome]:
        """The lines that became this."""
        return [one for one in self.outcomes if one.state == state]


@dataclass(frozen=True, slots=True)
class _Row:
    number: int
    cells: Mapping[str, str]


def take(house: House, viewer: Viewer, data: bytes, now: datetime) -> TakenBack:
    """Note what a filled-in sheet says, line by line.

    Raises NotAllowed, UnreadableFile for what is no such sheet.
    """
    if not viewer.roles & access.VISITORS:
        raise NotAllowed("联系表由承办人、调解员、受理员、督办岗交回，请找他们。")
    if len(data) > MOST_BYTES:
        raise UnreadableFile(f"文件超过 {MOST_BYTES // 1_000_000} MB，不像是联系表，请传填好的那一份。")
    sheet, columns, rows = _found(importers.cells(data))
    filled = [row for row in rows if any(row.cells[name] for name in TO_FILL)]
    if len(filled) > MOST_ROWS:
        raise UnreadableFile(f"填了的超过 {MOST_ROWS} 行，请分几次交。")
    seen: dict[str, int] = {}
    outcomes = []
    for row in filled:
        outcomes.append(_taken(house, viewer, row, seen, now))
        seen.setdefault(row.cells["key"], row.number)
    counts = {state: sum(one.state == state for one in outcomes) for state in (NOTED, KNOWN, REFUSED)}
    detail = {"count": len(outcomes), "counts": counts}
    audit.record(house.store, viewer, "take_call_list", "call_list", now=now, detail=detail)
    refused = [one for one in outcomes if one.state == REFUSED]
    marked = _marked(data, sheet, columns, refused) if refused else None
    return TakenBack(tuple(outcomes), len(rows) - len(filled), marked)


# --------------------------------------------------------------------------- reading


def _found(sheets: tuple[SheetCells, ...] | None) -> tuple[str, dict[str, int], list[_Row]]:
    """The name of the sheet, where its columns stand, its rows. Raises UnreadableFile."""
    for sheet in sheets or ():
        for at, row in enumerate(sheet.rows[:_HEAD_WITHIN]):
            places = {str(cell).strip(): place for place, cell in enumerate(row)}
            if HEADS["key"] in places and HEADS["case_code"] in places:
                missing = [head for name, head in HEADS.items() if head not in places and name in TO_FILL]
                if missing:
                    raise UnreadableFile(f"少了这几栏：{'、'.join(missing)}；请重新下载联系表，填在那上面。")
                columns = {name: places[head] for name, head in HEADS.items() if head in places}
                return sheet.name, columns, list(_rows(sheet, at + 1, columns))
    raise UnreadableFile(
        "这不是从本系统下载的回访履行联系表，没有“案件码”和“核对码”两栏。", "请下载一份，填在那上面再传。"
    )


def _rows(sheet: SheetCells, first: int, columns: Mapping[str, int]) -> Iterator[_Row]:
    told = {place: name for name, place in columns.items()}
    for at, cells in enumerate(sheet.rows[first:], start=first + 1):
        row = {name: str(cells[place]).strip() if place < len(cells) else "" for place, name in told.items()}
        if row["case_code"] or row["key"]:
            # the line below the heads says what to write; it names no case
            if row["key"] == row["case_code"]:
                continue
            yield _Row(at, row)
        elif any(row[name] for name in TO_FILL):
            yield _Row(at, row)


# --------------------------------------------------------------------------- noting


def _taken(house: House, viewer: Viewer, row: _Row, seen: Mapping[str, int], now: datetime) -> Outcome:
    code, key = row.cells["case_code"], row.cells["key"]
    outcome = Outcome(row.number, code, REFUSED)
    if not code or not key:
        return replace(outcome, reasons=("没有案件码或者核对码，不知道是哪一项；请填在下载的表上。",))
    if key in seen:
        return replace(outcome, reasons=(f"和第 {seen[key]} 行是同一项，只看那一行。",))
    day, faults = _day(row.cells["day"], now.date())
    try:
        line = calllists.named(house.store, viewer, code, key)
        if line is None:
            raise JiefenError("案件码和核对码对不上，可能改过或者整行错了位；请照下载的表填。")
        if day is None:
            return replace(outcome, reasons=tuple(faults))
        note = _note_visit if line[0] == calllists.VISIT else _note_performance
        state = note(house, viewer, row, line[1], day, now)
    except JiefenError as refused:
        return replace(outcome, reasons=tuple(refused.sentences))
    return replace(outcome, state=state)


def _day(written: str, today: date) -> tuple[date | None, list[str]]:
    """The day in any writing that ledgers have; one without a year is the last such day."""
    if not written:
        return None, ["请填写“联系日期”。"]
    read = read_date(written, today.year, today)
    if read.value is None:
        return None, [f"“联系日期”写的“{written[:20]}”看不懂，请写成 2026-11-20 这样。"]
    return date.fromisoformat(read.value[:10]), []


def _word(row: _Row, name: str, words: Mapping[str, str]) -> str:
    """What a chosen word stands for; empty where nothing was chosen. Raises JiefenError for another word."""
    written = row.cells[name]
    found = next((key for key, word in words.items() if word == written), "")
    if written and not found:
        raise JiefenError(f"“{HEADS[name]}”写的“{written[:20]}”不认识，请写：{'、'.join(words.values())}。")
    return found


def _said(viewer: Viewer, row: _Row, *besides: str) -> str:
    """What was said, with who called where that was somebody else, and what has no place of its own."""
    told = [one for one in besides if one]
    if row.cells["by"] and row.cells["by"] != viewer.name:
        told.append(f"回访人：{row.cells['by']}")
    said = row.cells["said"]
    return f"{said}（{'；'.join(told)}）" if told and said else said or "；".join(told)


def _note_visit(house: House, viewer: Viewer, row: _Row, number: int, day: date, now: datetime) -> str:
    if row.cells["state"]:
        raise JiefenError("这一行是回访，“履行情况”请空着；履行的事写在“情况说明”里。")
    way, reached = _word(row, "way", glossary.CONTACT_WAYS), _word(row, "reached", glossary.YES_NO)
    heard, code = _said(viewer, row) if row.cells["said"] else "", row.cells["case_code"]
    known = calllists.is_known_visit(
        house.store, viewer, code, number, visited_on=day, way=way, reached=reached == "yes", heard=heard
    )
    if known:
        return KNOWN
    following.visit(
        house, viewer, code, number, visited_on=day, way=way, reached=reached, heard=heard, now=now
    )
    return NOTED


def _note_performance(house: House, viewer: Viewer, row: _Row, number: int, day: date, now: datetime) -> str:
    state, reached = _word(row, "state", glossary.PERFORMANCES), _word(row, "reached", glossary.YES_NO)
    if reached == "no":
        raise JiefenError("没联系上，就还不知道履行没有；这一行请空着，联系上再填。")
    way = _word(row, "way", glossary.CONTACT_WAYS)
    code = row.cells["case_code"]
    if state in ("partly", "not_done") and not row.cells["said"]:
        raise JiefenError("没有履行完的请写明情况：还差什么，为什么。")
    remark = _said(viewer, row, f"{glossary.CONTACT_WAYS[way]}联系" if way else "")
    known = calllists.is_known_finding(
        house.store, viewer, code, number, state=state, found_on=day, amount_fen=None, remark=remark
    )
    if known:
        return KNOWN
    items = following.after(house, viewer, code, now).items
    if any(one.id == number and one.state == agreements.DONE for one in items):
        raise JiefenError("这一项已经登记为已履行，没有改；登记错了，请打开案件的履行回访再登记一次。")
    following.perform(house, viewer, code, number, state=state, found_on=day, paid="", remark=remark, now=now)
    return NOTED


# --------------------------------------------------------------------------- giving back


def _marked(data: bytes, sheet: str, columns: Mapping[str, int], refused: list[Outcome]) -> bytes:
    """The file as it came, the reasons in the first cells of the lines that were refused."""
    from exporters import error_workbook  # brings a workbook library, which few pages need

    places = [{"header": HEADS["case_code"], "index": columns["case_code"]}]
    problems = [
        Problem(sheet, one.row, HEADS["case_code"], None, Level.ERROR, " ".join(one.reasons))
        for one in refused
    ]
    out = io.BytesIO()
    error_workbook.write(
        io.BytesIO(data), problems, out, [{"name": sheet, "columns": places}], importers.cells
    )
    return out.getvalue()
