"""The shape of replies.yaml: which columns each source gets back, in which words, and what has gone quiet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from jiefen_lite.rules.kinds import ChannelId, Day
from jiefen_lite.rules.marks import AtLeast, OneOf

#: What a column of a reply can hold; ``answer`` is what the handling unit says of the result.
REPLY_FIELDS = ("source_no", "received_at", "responsible_unit", "result", "closed_at", "answer")
#: What a reply can say of a case: how it ended, that people sit at the table, or that it is still open.
REPLY_RESULTS = (
    *("resolved", "completed_unresolved", "transferred", "withdrawn", "not_accepted"),
    *("mediating", "open"),
)


@dataclass(frozen=True, slots=True)
class ReplyColumn:
    """One column of a reply and how it is headed where this channel's last ledger does not tell."""

    field: Annotated[str, OneOf(REPLY_FIELDS)]
    header: str


@dataclass(frozen=True, slots=True)
class ReplyWord:
    """The word for a result in the column of results."""

    result: Annotated[str, OneOf(REPLY_RESULTS)]
    word: str


@dataclass(frozen=True, slots=True)
class ChannelReply:
    """What one channel gets back. ``words``: those that it says otherwise than the others."""

    channel: ChannelId
    columns: tuple[ReplyColumn, ...]
    basis: str
    words: tuple[ReplyWord, ...] = ()


@dataclass(frozen=True, slots=True)
class Outside:
    """体外循环: after how many days without a step a case has gone quiet.

    ``edition_from``: percent of an earlier ledger's numbers that a later one repeats to be its new edition.
    """

    basis: str
    still_days: Day
    edition_from: Annotated[int, AtLeast(1)]


@dataclass(frozen=True, slots=True)
class Replies:
    """replies.yaml"""

    channels: tuple[ChannelReply, ...]
    words: tuple[ReplyWord, ...]
    outside: Outside
