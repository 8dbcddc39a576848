"""The names that places of rule files may refer to, with what they mean to people."""

from __future__ import annotations

from collections.abc import Mapping

from jiefen_lite.rules.labels import NAMES
from jiefen_lite.rules.schema import RuleBook

#: Kind of thing (``type``, ``unit``) → name → what people read.
Names = Mapping[str, Mapping[str, str]]


def names(book: RuleBook) -> Names:
    """All types by id and all units by name and alias, as the rules in force have them."""
    units = {unit.name: "" for unit in book.routing.units}
    aliases = {alias: f"{unit.name}的别名" for unit in book.routing.units for alias in unit.aliases}
    return {
        "type": {kind.id: kind.name for kind in book.types.types},
        "unit": {**NAMES, **units, **aliases},
    }
