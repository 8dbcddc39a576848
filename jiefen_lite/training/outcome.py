"""What comes of learning; apart from ``learning``, so that whoever only looks at it loads no library."""

from __future__ import annotations

from typing import Any, NamedTuple


class Learned(NamedTuple):
    """A model that was learned, its report, and why it may not replace the one in force (empty: it may)."""

    data: bytes
    report: dict[str, Any]
    refused: tuple[str, ...]
