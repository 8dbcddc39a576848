"""Kinds of values that several rule files share: a type, a unit, a channel, a number of days."""

from __future__ import annotations

from typing import Annotated

from jiefen_lite.rules.marks import AtLeast, MonthDay, OneOf, RefersTo
from jiefen_lite.shapes import Channel, Complexity

#: What the words of a result column can mean.
RESULT_STATUSES = (
    "resolved",
    "completed_unresolved",
    "transferred",
    "withdrawn",
    "not_accepted",
    "in_progress",
    "done_unclear",
)

TypeId = Annotated[str, RefersTo("type")]
UnitName = Annotated[str, RefersTo("unit")]
ChannelId = Annotated[str, OneOf(tuple(Channel))]
DayUnit = Annotated[str, OneOf(("calendar", "workday"))]
ComplexityLevel = Annotated[str, OneOf(tuple(Complexity))]
Day = Annotated[int, AtLeast(1)]
Count = Annotated[int, AtLeast(0)]
MonthAndDay = Annotated[str, MonthDay()]
ResultStatus = Annotated[str, OneOf(RESULT_STATUSES)]
