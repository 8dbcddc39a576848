"""Who looks for what came before a case: as far back as the rules count."""

from __future__ import annotations

from jiefen_lite.desk import House
from jiefen_lite.elements.risks import alarm_days
from jiefen_lite.store.repeats import RepeatFinder


def finder_of(house: House, batch_id: int) -> RepeatFinder:
    """Finds earlier cases of the same person and earlier alarms; the batch's own are included."""
    book = house.book
    return RepeatFinder(house.store, book.indicators.repeat_days, batch_id, alarm_days(book.risk))
