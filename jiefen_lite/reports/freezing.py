"""Freezing: a month's figures with the codes of their cases are kept once, and what came late beside them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from jiefen_lite import indicators
from jiefen_lite.errors import JiefenError, NotAllowed
from jiefen_lite.glossary import CHANNELS, ROLES
from jiefen_lite.reports import late, told
from jiefen_lite.reports.analysis.keycases import codes_to_keep
from jiefen_lite.reports.counting import EVERYTHING, Counter
from jiefen_lite.reports.health.gather import codes_of
from jiefen_lite.shapes import IMPORTED_CHANNELS, Channel, Period, Role, Viewer
from jiefen_lite.store import audit, reported, rulesets, snapshots

if TYPE_CHECKING:
    from jiefen_lite.desk import House

FREEZERS = (Role.SUPERVISOR, Role.OPERATOR)
MOST_MONTHS_BACK = 36  # a stray date of long ago must not freeze a hundred empty months


def months_to_freeze(house: House, today: date) -> list[str]:
    """Months whose day of freezing is over and that are not frozen yet, oldest first."""
    counter = Counter(house, EVERYTHING, indicators.end_of_day(today))
    if counter.first_day is None:
        return []
    month = indicators.month_of(today)
    labels: list[str] = []
    for _ in range(MOST_MONTHS_BACK):
        month = indicators.previous(month)
        if month.start < counter.first_day:
            break
        if today >= freezing_day(month, counter.rules.freeze_day) + timedelta(days=1):
            labels.append(month.label)
    return [label for label in reversed(labels) if label not in counter.frozen]


def freezing_day(month: Period, day: int) -> date:
    """The day at whose end a month is frozen: the ``day``-th of the month after it."""
    return month.end.replace(day=day)


def missing_channels(house: House, viewer: Viewer, month: Period) -> list[Channel]:
    """Imported channels that have told of no case in a month and are not said to have had none."""
    known = (
        reported.counted(house.store, viewer, month).keys()
        | reported.nothing(house.store, viewer, month).keys()
    )
    return [channel for channel in IMPORTED_CHANNELS if channel not in known]


def freeze(house: House, viewer: Viewer, month: str, now: datetime) -> None:
    """Keep all groupings of a month that is over, with the codes of their cases, as of the month's end.

    Before its day of freezing is over only where all imported channels have reported. Raises NotAllowed for
    anyone but the supervisor and the operator, JiefenError where the month is not over or frozen already.
    """
    if not viewer.roles.intersection(FREEZERS):
        raise NotAllowed(f"冻结月份由{ROLES[Role.SUPERVISOR]}办理。")
    period = indicators.period_of(month)
    if len(indicators.months_in(period)) != 1:
        raise JiefenError("冻结按月进行，请写成 2026-10 这样的月份。")
    end = indicators.midnight(period.end)
    if now < end:
        raise JiefenError(f"{indicators.full_name(period)}还没有过完，不能冻结。请月末之后再办。")
    counter = Counter(house, EVERYTHING, end)
    if period.label in counter.frozen:
        raise snapshots.AlreadyFrozen(f"{indicators.full_name(period)}已经冻结，冻结后的数字不再改动。")
    _refuse_too_early(house, period, now, counter.rules.freeze_day)
    late_then = late.to_keep(counter, period, now)  # a long count of earlier months: nobody waits for it
    with house.store.writing():
        tables = [indicators.frozen(counter.table(period, by, end)) for by in indicators.GROUPINGS]
        aspects, symptoms = counter.aspects(period, end), counter.symptoms(period, end)
        named = codes_to_keep(counter, aspects, house.book.analysis) | codes_of(symptoms)
        more = (aspects, symptoms, told.to_keep(counter, period, named))
        tables += [*(indicators.frozen(one) for one in more), late_then]
        rulesets.remember(house.store, house.book.digest, house.book.text, now)
        snapshots.save(house.store, tables, now, rule_set=house.book.digest)
        audit.record(house.store, viewer, "freeze", period.label, now=now)


def _refuse_too_early(house: House, month: Period, now: datetime, day: int) -> None:
    last = freezing_day(month, day)
    if now >= indicators.end_of_day(last):
        return
    missing = missing_channels(house, EVERYTHING, month)
    if missing:
        names = "、".join(CHANNELS[channel] for channel in missing)
        raise JiefenError(
            f"{indicators.full_name(month)}还缺{names}的数据，现在不能冻结。",
            f"报齐后再办；确实没有件的渠道请先登记“零报告”。"
            f"到{last.month}月{last.day}日 24:00 系统会自动冻结。",
        )
