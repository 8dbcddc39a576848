"""A ledger of 12345 tickets in a few words, an open centre, and ways to bring the one into the other."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from jiefen_lite import checkup, clocks, demo, indicators, intake, reports
from jiefen_lite.casejson import line
from jiefen_lite.desk import House
from jiefen_lite.rules import loader
from jiefen_lite.rules.schema import RuleBook
from jiefen_lite.shapes import CaseQuery, CaseRecord, Viewer
from jiefen_lite.store import batches, cases
from jiefen_lite.store.batches import BatchRecord
from tests.factories import NOW, OPERATOR, make_store
from tests.importers.factories import workbook

AS_OF = date(2025, 12, 1)
LABOUR, HOUSING = "人力资源和社会保障局", "住房和城乡建设局"
PHONE, ID_NO = "13900001234", "230882199001010003"

#: Column → what stands there where a test says nothing else.
TICKET: dict[str, Any] = {
    "工单编号": None,
    "12345受理时间": "2025-11-03 09:20:00",
    "诉求类型": "投诉",
    "诉求人姓名": "孙立东",
    "手机号码": PHONE,
    "诉求区域": "锦山镇",
    "诉求地址": "锦山镇仁义村",
    "工单内容": "市民反映在工地干活三个月，老板周海峰拖欠工资21600元一直不给",
    "一级分类": "劳资纠纷",
    "承办单位": "人社局",
    "办结日期": None,
    "办理结果": "正在办理",
    "满意度": None,
}
DONE = {"办结日期": "2025-11-20", "办理结果": "已化解，双方达成协议并履行", "满意度": "满意"}


def ticket(number: str | None, **cells: Any) -> dict[str, Any]:
    """One ticket; ``cells`` by column name."""
    return {**TICKET, "工单编号": number, **cells}


def sheet(rows: Iterable[dict[str, Any]], header: Sequence[str] = tuple(TICKET)) -> bytes:
    """A workbook of tickets: header in Excel row 1, the first ticket in row 2."""
    names = list(dict.fromkeys([*header]))
    return workbook({"工单": [names, *([row.get(name) for name in names] for row in rows)]})


@cache
def shipped_rules() -> RuleBook:
    """The shipped rule book, read once for all tests."""
    return loader.load(None)


def replace_doubles(book: RuleBook, **changes: Any) -> RuleBook:
    """The rule book with other values in doubles.yaml."""
    return replace(book, doubles=replace(book.doubles, **changes))


def open_house(folder: Path) -> House:
    """The demo county with its units, no cases, a store in ``folder``."""
    return House(make_store(folder), demo.center(), shipped_rules(), folder / "files")


def look(
    house: House,
    data: bytes | Path,
    *,
    name: str = "12345工单.xlsx",
    viewer: Viewer = OPERATOR,
    as_of: date = AS_OF,
    now: datetime = NOW,
    channel: str | None = None,
) -> intake.Preview:
    """Read a file as far as its preview."""
    return intake.preview(house, viewer, data, file_name=name, channel=channel, as_of=as_of, now=now)


def bring(house: House, data: bytes | Path, **how: Any) -> BatchRecord:
    """Read a file and confirm it."""
    viewer, now = how.get("viewer", OPERATOR), how.get("now", NOW)
    return intake.commit(house, viewer, look(house, data, **how).batch_id, now=now)


def tally(record: BatchRecord | intake.Preview) -> tuple[int, ...]:
    """(rows, new, updated, unchanged, rejected, excluded, skipped) of a file."""
    kinds = ("rows", "new", "updated", "unchanged", "rejected", "excluded", "skipped")
    return tuple(record.counts[kind] for kind in kinds)


def all_cases(house: House, viewer: Viewer = OPERATOR, *, unmask: bool = True) -> list[CaseRecord]:
    """Every case this viewer may know of, in the order of their codes."""
    found = cases.list_cases(house.store, viewer, CaseQuery(limit=100_000), unmask=unmask, full=True)
    return sorted(found, key=lambda one: one.case_code)


def by_number(house: House, number: str) -> CaseRecord:
    """The one live case of a source number."""
    (found,) = [one for one in all_cases(house) if number in [source.source_no for source in one.sources]]
    return found


def row_id(house: House, batch_id: int, excel_row: int) -> int:
    """The inner number of a row of a batch by the number a person sees."""
    kinds = ["new", "updated", "unchanged", "rejected", "excluded"]
    (found,) = [
        row.id for row in batches.rows_of(house.store, OPERATOR, batch_id, kinds) if row.row == excel_row
    ]
    return found


def answers(house: House) -> str:
    """What the commands say: every case with its history, every table of figures, what can be found."""
    found = all_cases(house)
    period = indicators.period_of("2025-11")
    tables = [
        reports.indicator_json(
            house, OPERATOR, reports.indicator_table(house, OPERATOR, period, by, date(2025, 11, 30))
        )
        for by in ("all", "town", "unit", "channel", "type")
    ]
    words = ("天花板", "又漏", "赵国强", "13900007777", "长安镇", "T4", "T5")
    return json.dumps(
        [
            [line(one, clocks.light(house, one, AS_OF)) for one in found],
            [cases.history(house.store, OPERATOR, one.case_code) for one in found],
            [cases.proposals(house.store, OPERATOR, one.case_code) for one in found],
            [cases.count_cases(house.store, OPERATOR, CaseQuery(text=word)) for word in words],
            tables,
        ],
        ensure_ascii=False,
        default=str,
    )


def no_faults(house: House) -> None:
    """``verify`` finds nothing."""
    assert [one.text for one in checkup.verify(house) if one.level == "fault"] == []


#: Tables that only say what was looked at, brought or asked, never how a case stands.
BOOKS = ("audit_entry", "batch", "batch_row", "batch_problem", "chain_entry", "setting")


def contents(house: House, *, without: Sequence[str] = BOOKS) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table but those named, for telling whether anything changed."""
    with house.store.reading():
        names = house.store.db.get_tables()
        return {
            name: sorted(house.store.db.execute_sql(f'SELECT * FROM "{name}"').fetchall(), key=repr)
            for name in names
            if name not in without and not name.startswith("case_search")
        }


def close(house: House) -> None:
    """Close a house so that its folder can be copied: the log is folded into the database first."""
    with house.store.reading():
        house.store.db.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    house.store.close()


def copy_of(folder: Path, to: Path) -> House:
    """Another house with the same content."""
    shutil.copytree(folder, to, dirs_exist_ok=True)
    return open_house(to)


@contextmanager
def temporary_house(folder: Path) -> Iterator[House]:
    """A house that is closed again."""
    house = open_house(folder)
    try:
        yield house
    finally:
        house.store.close()
