"""Who reads the law here (everybody at work), and who loads it."""

from __future__ import annotations

from jiefen_lite.shapes import Role

READERS = frozenset(set(Role) - {Role.AUDITOR})
IMPORTERS = frozenset({Role.RULE_EDITOR, Role.ADMIN, Role.OPERATOR})
