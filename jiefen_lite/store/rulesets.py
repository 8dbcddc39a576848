"""Rule books by content hash, kept when first used."""

from __future__ import annotations

from datetime import datetime

from jiefen_lite.store.database import Store
from jiefen_lite.store.tables import RuleSet


def remember(store: Store, digest: str, text: str, now: datetime) -> int:
    """The id of this rule book; its text is stored the first time a decision is made under it."""
    with store.writing():
        known = RuleSet.get_or_none(RuleSet.digest == digest)
        if known is None:
            known = RuleSet.create(digest=digest, text=text, first_used_at=now)
        return int(known.id)
