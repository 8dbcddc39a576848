"""Examples as they stand in a rule file, with the lines of all they say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

from jiefen_lite.rules.convert import Converted, Made


@dataclass(frozen=True, slots=True)
class Written:
    """An example as it stands in its file; ``made`` knows its lines, ``inside`` those of its ``expect``."""

    file: str
    made: Made
    inside: Made | None
    shipped: bool


def written_in(one: Converted, source: str) -> Iterator[Written]:
    """The examples of one file without faults; ``source``: shipped or county."""
    listed = [
        id(example)
        for each in fields(one.value)
        if each.metadata.get("example")
        for example in getattr(one.value, each.name)
    ]
    made_of = {id(made.value): made for made in one.made}
    for example in listed:
        made = made_of[example]
        inside = made_of.get(id(getattr(made.value, "expect", None)))
        yield Written(one.file, made, inside, source == "shipped")
