"""How well the five elements are read, each by itself, on texts that were written before the reader saw them.

``bench/reading/open.jsonl`` may be looked at while the reader is improved; of ``locked.jsonl.gz`` only the
figures are ever printed. Every text and every person in them is invented. Speed is that of one core.

    python bench/reading.py            figures of both halves, and the paper
    python bench/reading.py --wrong    what is read otherwise than the open half says, element by element
    python bench/reading.py --taught   without and with everything that was wrong in the open half set right;
                                       1 where a locked figure is worse for it
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any

import taught
from paper import Line, machine, table, write_section

from jiefen_lite import demo
from jiefen_lite.elements import Reader
from jiefen_lite.rules import loader
from jiefen_lite.shapes import Reading, Triaged
from jiefen_lite.triage import Triage

ROOM = Path(__file__).parent / "reading"
SPEED_LIMIT = 500  # texts a second, once everything is loaded: the middle one of so many rounds
ROUNDS = 5


@dataclass(frozen=True)
class Read:
    """One text with what people say of it and what the reader says."""

    gold: dict[str, Any]
    reading: Reading
    triaged: Triaged
    high: bool


@dataclass(frozen=True)
class Score:
    """One element: how much of it is right, what is asked for, and the texts that are read otherwise."""

    name: str
    value: float
    shown: str
    wanted: float | None
    wrong: tuple[tuple[str, object, object], ...] = ()


def labelled(name: str) -> list[dict[str, Any]]:
    """One half of the labelled texts."""
    path = ROOM / name
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return [json.loads(line) for line in data.decode().splitlines()]


def read_all(
    golds: Sequence[dict[str, Any]], teachers: Sequence[dict[str, Any]] = ()
) -> tuple[list[Read], float]:
    """Every text read and judged, and how many a second. ``teachers``: texts that were set right before."""
    center, book = demo.center(), loader.load()
    reader, triage = Reader(book, center.region), Triage(book, center.region, center.units)
    if teachers:
        reader = reader.taught(taught.lessons_of(reader, teachers))
    seasons = {rule.id for rule in book.risk.rules if rule.from_month_day}

    def one(gold: dict[str, Any]) -> Read:
        """Points of the calendar are left out of the risk: the labels are of the text alone."""
        day = date.fromisoformat(gold["received_at"])
        reading = reader.read(gold["text"], day)
        found = triage.decide(gold["channel"], {"summary": gold["text"]}, reading.place, reading, day)
        hits = [hit for hit in found.risk_hits if hit.rule not in seasons]
        high = any(hit.hard for hit in hits) or sum(hit.points for hit in hits) >= book.risk.high_from
        return Read(gold, reading, found, high)

    found = [one(gold) for gold in golds]  # whatever is loaded on first use is loaded after this
    rounds = []
    for _ in range(ROUNDS):
        begin = time.process_time()
        for gold in golds:
            one(gold)
        rounds.append(len(golds) / (time.process_time() - begin))
    return found, median(rounds)


# --------------------------------------------------------------------------- one score each


def _share(name: str, pairs: Iterable[tuple[Read, object, object]], wanted: float | None) -> Score:
    """How many of the texts that have the element are read exactly so."""
    all_pairs = list(pairs)
    wrong = tuple((one.gold["id"], gold, mine) for one, gold, mine in all_pairs if gold != mine)
    right = len(all_pairs) - len(wrong)
    return Score(name, right / len(all_pairs), f"{right}/{len(all_pairs)}", wanted, wrong)


def _f1(
    name: str,
    found: Sequence[Read],
    gold: Callable[[Read], set[Any]],
    mine: Callable[[Read], set[Any]],
    wanted: float | None,
) -> Score:
    """The balance of what is found of the labels and what of the found is in them."""
    right = sum(len(gold(one) & mine(one)) for one in found)
    told, said = sum(len(gold(one)) for one in found), sum(len(mine(one)) for one in found)
    wrong = tuple((one.gold["id"], gold(one) - mine(one), mine(one) - gold(one)) for one in found)
    value = 2 * right / (told + said) if told + said else 1.0
    shown = f"找回 {right}/{told}，找对 {right}/{said}"
    return Score(name, value, shown, wanted, tuple(line for line in wrong if line[1] or line[2]))


def _people_of(one: Read) -> set[tuple[str, str]]:
    return {(party["name"], party["role"]) for party in one.gold["who"]}


def _people_read(one: Read) -> set[tuple[str, str]]:
    return {(party.name, str(party.role)) for party in one.reading.who if party.name and not party.is_org}


def _all_of(one: Read) -> set[tuple[str, str]]:
    return _people_of(one) | {(party["name"], party["role"]) for party in one.gold["orgs"]}


def _all_read(one: Read) -> set[tuple[str, str]]:
    return {(party.name, str(party.role)) for party in one.reading.who if party.name}


def _macro_f1(found: Sequence[Read]) -> float:
    """The mean of each type's F1: rare types count as much as common ones."""
    pairs = Counter((one.gold["l1"], one.reading.type_l1) for one in found)
    values = []
    for kind in sorted({gold for gold, _mine in pairs}):
        right = pairs[kind, kind]
        told = sum(number for (gold, _mine), number in pairs.items() if gold == kind)
        said = sum(number for (_gold, mine), number in pairs.items() if mine == kind)
        values.append(2 * right / (told + said))
    return sum(values) / len(values)


def _days(one: Read) -> tuple[str, str] | None:
    reading = one.reading
    if reading.when_start is None or reading.when_end is None:
        return None
    return reading.when_start.isoformat(), reading.when_end.isoformat()


def _place(one: Read) -> tuple[str | None, str | None]:
    place = one.reading.place
    return (place.town, place.village) if place is not None else (None, None)


def _yuan(one: Read) -> float | None:
    return None if one.reading.amount_fen is None else one.reading.amount_fen / 100


def _with(found: Iterable[Read], element: str) -> list[Read]:
    """The texts that have an element, as the labels say."""
    return [one for one in found if one.gold[element]]


def _element(
    name: str,
    found: Iterable[Read],
    element: str,
    mine: Callable[[Read], object],
    wanted: float | None = None,
) -> Score:
    return _share(name, ((one, one.gold[element], mine(one)) for one in _with(found, element)), wanted)


def _silence(name: str, found: Iterable[Read], element: str, mine: Callable[[Read], object]) -> Score:
    """What is not in a text is not read into it."""
    return _share(name, ((one, None, mine(one)) for one in found if not one.gold[element]), None)


def _span_of(one: Read) -> tuple[str, str]:
    return one.gold["when"]["start"], one.gold["when"]["end"]


def _numbers(kind: str) -> tuple[Callable[[Read], set[Any]], Callable[[Read], set[Any]]]:
    """The telephones or identity numbers that are told, and those that are read."""
    column = {"phones": "phone", "id_nos": "id_no"}[kind]
    return (
        lambda one: set(one.gold[kind]),
        lambda one: {getattr(party, column) for party in one.reading.who if getattr(party, column)},
    )


def _risk(found: Sequence[Read]) -> tuple[Score, Score]:
    """What of the dangerous is found, and what of the found is dangerous."""
    high, said = [one for one in found if one.gold["risk"] == "high"], [one for one in found if one.high]
    both = sum(one.high for one in high)
    missed = tuple((one.gold["id"], "high", one.triaged.risk_score) for one in high if not one.high)
    false = tuple(
        (one.gold["id"], one.gold["risk"], [hit.text for hit in one.triaged.risk_hits])
        for one in said
        if one.gold["risk"] != "high"
    )
    return (
        Score("高风险，找回", both / len(high), f"{both}/{len(high)}", 0.97, missed),
        Score("高风险，找对", both / max(len(said), 1), f"{both}/{len(said)}", 0.88, false),
    )


def scores(found: Sequence[Read]) -> list[Score]:
    """Every element by itself, with what is asked for."""
    typed, timed = _with(found, "l1"), _with(found, "when")
    kinds = f"{len({one.gold['l1'] for one in typed})} 类"
    return [
        _f1("姓名和身份（自然人）", found, _people_of, _people_read, 0.88),
        _f1("姓名和身份（连同单位）", found, _all_of, _all_read, None),
        _f1("电话", found, *_numbers("phones"), None),
        _f1("证件号码", found, *_numbers("id_nos"), None),
        _element("一级类型", found, "l1", lambda one: one.reading.type_l1, 0.90),
        Score("一级类型，各类 F1 的平均", _macro_f1(typed), kinds, 0.84),
        _element("二级类型", found, "l2", lambda one: one.reading.type_l2),
        _element("镇（街道）", found, "town", lambda one: _place(one)[0], 0.98),
        _element("村（社区）", found, "village", lambda one: _place(one)[1], 0.93),
        _silence("没有写镇（街道）的不认", found, "town", lambda one: _place(one)[0]),
        _share("时间，起止都对", ((one, _span_of(one), _days(one)) for one in timed), 0.90),
        _share("时间，起对", ((one, _span_of(one)[0], (_days(one) or (None,))[0]) for one in timed), None),
        _silence("没有写时间的不认", found, "when", _days),
        _element("金额", found, "amount", _yuan, 0.95),
        _silence("没有写金额的不认", found, "amount", _yuan),
        _element("人数", found, "people", lambda one: one.reading.people_count),
        *_risk(found),
        _element("主责单位", found, "unit", lambda one: one.triaged.responsible_unit, 0.90),
    ]


def compare() -> int:
    """The figures without and with the lessons of the open half; 1 where a locked one is worse for them."""
    open_half, locked_half = labelled("open.jsonl"), labelled("locked.jsonl.gz")
    columns = []
    for golds in (open_half, locked_half):
        for teachers in ((), open_half):
            found, speed = read_all(golds, teachers)
            columns.append((scores(found), speed))
    rows, worse = [], []
    for line in zip(*(one for one, _speed in columns), strict=True):
        rows.append([line[0].name, *(f"{one.value:.3f}" for one in line)])
        if line[3].value < line[2].value:
            worse.append(line[0].name)
    rows.append(["每秒读几段", *(f"{speed:.0f}" for _scores, speed in columns)])
    print(table(["读什么", "打开的", "打开的，改对以后", "锁着的", "锁着的，学过打开的以后"], rows))
    print(f"锁着的变差的：{'、'.join(worse) or '没有'}")
    return int(bool(worse))


def main() -> int:
    """Measure, print, write the paper; 1 where a locked figure is below what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--wrong", action="store_true", help="show what is read otherwise in the open half")
    parser.add_argument("--taught", action="store_true", help="with the open half set right, and without")
    asked = parser.parse_args()
    if asked.taught:
        return compare()
    opened, speed = read_all(labelled("open.jsonl"))
    if asked.wrong:
        for score in scores(opened):
            print(f"== {score.name} {score.value:.3f}")
            for line in score.wrong:
                print("  ", *line)
        return 0
    locked, _speed = read_all(labelled("locked.jsonl.gz"))
    pairs = list(zip(scores(opened), scores(locked), strict=True))
    rows = [
        [first.name, f"{first.value:.3f}（{first.shown}）", f"{second.value:.3f}（{second.shown}）",
         "" if second.wanted is None else f"不低于 {second.wanted:.2f}"]
        for first, second in pairs
    ]  # fmt: skip
    rows.append(["每秒读几段（连同定类型、单位、风险）", f"{speed:.0f}", "", f"不低于 {SPEED_LIMIT}"])
    text = table(["读什么", f"打开的 {len(opened)} 段", f"锁着的 {len(locked)} 段", "要求"], rows)
    print(text)
    what = (
        "标注的文字全是虚构的，由没有看过读法的人先写好：警情、网格、12345、信访、窗口、手机、调解、法院、仲裁。"
        "锁着的一半只看数字，调读法时不看文字；打开的一半也用来学过类型，所以类型、单位只看锁着的。"
    )
    lines = [
        Line(one.name, f"{one.value:.3f}", f"不低于 {one.wanted:.2f}", one.value >= one.wanted)
        for _first, one in pairs
        if one.wanted is not None
    ]
    lines.append(Line("每秒读几段", f"{speed:.0f}", f"不低于 {SPEED_LIMIT}", speed >= SPEED_LIMIT))
    write_section("读出人事地时因", f"{machine()}。\n{what}\n\n{text}", lines)
    return int(not all(one.holds for one in lines))


if __name__ == "__main__":
    sys.exit(main())
