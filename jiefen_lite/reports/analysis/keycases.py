"""重点件: the cases of a period that a leader should know one by one, told without names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jiefen_lite.indicators import notable
from jiefen_lite.reports import told
from jiefen_lite.reports.told import Told
from jiefen_lite.rules.analysis import AnalysisRules
from jiefen_lite.shapes import IndicatorTable, Period

if TYPE_CHECKING:
    from jiefen_lite.reports.counting import Counter


@dataclass(frozen=True, slots=True)
class KeyCase:
    """One case of the lists of section three; texts as printed, masked."""

    code: str
    place: str
    what: str  # 孙某与周某邻里纠纷
    people: int | None
    why: tuple[str, ...]
    state: str
    unit: str


def key_cases(
    counter: Counter, period: Period, aspects: IndicatorTable, said: AnalysisRules
) -> tuple[tuple[KeyCase, ...], tuple[KeyCase, ...]]:
    """(重点件, of them those that the number of people alone puts on alarm), the gravest first.

    Listed are high risk, many people, and the longest open ones to fill up; all their codes come from the
    (frozen) aspects, and of a frozen month how each of them stood.
    """
    why = _reasons(aspects, said)
    kept = told.kept(counter, period)
    found = told.fresh(counter, why) if kept is None else kept
    known = {code: found[code] for code in why if code in found}
    return _chosen(known, why, aspects, said)


def codes_to_keep(counter: Counter, aspects: IndicatorTable, said: AnalysisRules) -> set[str]:
    """The cases that the paper of a month will name, to be frozen with it."""
    why = _reasons(aspects, said)
    key, _alarms = _chosen(told.fresh(counter, why), why, aspects, said)
    return {one.code for one in key}


def _rows(aspects: IndicatorTable) -> dict[str, tuple[str, ...]]:
    return {row.id: row.figures[notable.COUNT].numerator for row in aspects.rows}


def _reasons(aspects: IndicatorTable, said: AnalysisRules) -> dict[str, list[str]]:
    """code → why a leader should know of it."""
    rows = _rows(aspects)
    wanted = (
        (notable.HIGH_RISK, "风险高"),
        (notable.CROWDS[2], f"{said.crowds[2]}人以上"),
        (notable.CROWDS[1], f"{said.crowds[1]}人以上"),
        (notable.LONG_OPEN, f"受理满{said.long_open_days}天未办结"),
    )
    why: dict[str, list[str]] = {}
    for row, reason in wanted:
        for code in rows.get(row, ()):
            if not (row == notable.CROWDS[1] and code in rows.get(notable.CROWDS[2], ())):
                why.setdefault(code, []).append(reason)
    return why


def _chosen(
    found: Mapping[str, Told], why: Mapping[str, Sequence[str]], aspects: IndicatorTable, said: AnalysisRules
) -> tuple[tuple[KeyCase, ...], tuple[KeyCase, ...]]:
    rows = _rows(aspects)
    alarmed, grave = {*rows.get(notable.CROWDS[1], ())}, {*rows.get(notable.HIGH_RISK, ())}

    def gravity(code: str) -> tuple[bool, bool, int, str, str]:
        """High risk first, then many people, then the oldest."""
        people = int(found[code].people or 0) if code in alarmed else 0
        return (code not in grave, code not in alarmed, -people, found[code].since, code)

    ordered = [_key_case(code, found[code], why[code]) for code in sorted(found, key=gravity)]
    # of the long open ones only as many as a leader can take on; what is grave is always there
    most = max(said.key_cases_most, len(grave | alarmed))
    return tuple(ordered[:most]), tuple(one for one in ordered if one.code in alarmed)


def _key_case(code: str, one: Told, why: Sequence[str]) -> KeyCase:
    people = int(one.people) if one.people else None
    return KeyCase(code, one.place, one.matter, people, tuple(why), one.state, one.unit)
