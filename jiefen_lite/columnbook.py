"""From the rules' header words to the plain column book that the reading child gets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from importers import KINDS
from jiefen_lite.rules.schema import Channels, FieldWords


def column_book(
    channels: Channels, learned: Mapping[str, Mapping[str, str | None]], towns: Sequence[str] = ()
) -> dict[str, Any]:
    """The column book (form: ``importers.columns``) of these rules and what this centre has taught.

    ``towns``: names of towns, so that a ledger which names one only in its head is of that town.
    """
    return {
        "common": _table(channels.common),
        "channels": {
            one.id: {
                "name": one.name,
                "signature": list(one.signature),
                "file_words": list(one.file_words),
                "columns": _table(one.columns),
            }
            for one in channels.channels
        },
        "ignore": list(channels.ignore),
        "keep": list(channels.keep),
        "learned": {channel: dict(words) for channel, words in learned.items()},
        "towns": list(towns),
    }


def known_fields(channels: Channels) -> tuple[str, ...]:
    """Every field that a column may be taught to feed, those of the rules first."""
    used = [words.field for words in channels.common]
    used += [words.field for one in channels.channels for words in one.columns]
    return tuple(dict.fromkeys(field for field in [*used, *KINDS] if field in KINDS))


def _table(words: Sequence[FieldWords]) -> list[list[Any]]:
    return [[one.field, list(one.words)] for one in words]
