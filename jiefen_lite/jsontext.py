"""JSON as fast as it gets: rows travel, are hashed and are kept as JSON, a hundred thousand at a time.

orjson refuses half surrogates, which broken files do contain; then the standard library takes over.
"""

from __future__ import annotations

import json
from typing import Any

import orjson


def encode(value: Any) -> str:
    """Compact JSON text with sorted keys: equal for equal values. Dates become ISO text."""
    return encode_bytes(value).decode()


def encode_bytes(value: Any) -> bytes:
    """Like :func:`encode` in UTF-8, which is how it is hashed, encrypted and sent."""
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    except TypeError:
        return json.dumps(value, sort_keys=True, separators=(",", ":"), default=_plain).encode()


def decode(text: str | bytes) -> Any:
    """The value of a JSON text."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return json.loads(text)


def _plain(value: object) -> str:
    isoformat = getattr(value, "isoformat", None)
    if isoformat is None:
        raise TypeError(f"{type(value).__name__} has no JSON form")
    return str(isoformat())
