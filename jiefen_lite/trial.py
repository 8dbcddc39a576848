"""What would change: stored cases decided once more under other rules, nothing written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from jiefen_lite.desk import House
from jiefen_lite.intake.build import Builder, RowFacts, day_or_none
from jiefen_lite.rules.schema import RuleBook
from jiefen_lite.shapes import CaseQuery, Channel, Viewer
from jiefen_lite.store import batches

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Change:
    """One thing decided otherwise: what (glossary: DECISIONS), now, and under the other rules."""

    case_code: str
    decision: str
    before: str | None
    after: str | None


def differences(
    house: House,
    viewer: Viewer,
    book: RuleBook,
    *,
    month: str | None,
    now: datetime,
    progress: Callable[[int, int | None], None] | None = None,
) -> Iterator[Change]:
    """Every stored case that ``book`` would route, time or grade otherwise than the rules in force.

    Both rule books judge what the file said; what people have corrected since is left as it is.
    """
    other = House(house.store, house.center, book, house.files)
    done = 0
    for rows in batches.case_rows(house.store, viewer, CaseQuery(month=month), size=CHUNK):
        by_channel: dict[str, list[int]] = {}
        for at, (_code, channel, _row) in enumerate(rows):
            by_channel.setdefault(channel, []).append(at)
        for channel, places in by_channel.items():
            staged = [rows[at][2] for at in places]
            builders = [Builder(one, Channel(channel), now, read_stories=True) for one in (house, other)]
            judged = [[builder.understand(row.payload) for row in staged] for builder in builders]
            for at, before, after in zip(places, *judged, strict=True):
                yield from _compared(rows[at][0], _answers(house, before), _answers(other, after))
        done += len(rows)
        if progress is not None:
            progress(done, None)


def _compared(code: str, before: dict[str, str | None], after: dict[str, str | None]) -> Iterator[Change]:
    for decision, value in before.items():
        if value != after[decision]:
            yield Change(code, decision, value, after[decision])


def _answers(house: House, facts: RowFacts) -> dict[str, str | None]:
    triaged = facts.triaged
    fields = facts.fields
    dues = house.due_dates(
        facts.channel.value,
        triaged.complexity,
        facts.received_at.date(),
        day_or_none(fields.get("clock_start_at")),
        day_or_none(fields.get("source_due")),
    )
    return {
        "type": "／".join(part for part in (triaged.type_l1, triaged.type_l2) if part) or None,
        "unit": triaged.responsible_unit,
        "complexity": triaged.complexity.value,
        "risk": triaged.risk_level.value,
        "due": str(dues.due_date) if dues.due_date else None,
    }
