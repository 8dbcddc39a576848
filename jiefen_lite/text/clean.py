"""One spelling for one thing: widths, look-alike characters, spaces; and tokens for search."""

from __future__ import annotations

import re
import unicodedata
from operator import add


def _look_alikes() -> dict[int, str]:
    """Characters that mean another single character; Chinese punctuation is left as it is."""
    table = {wide: chr(wide - 0xFEE0) for wide in range(0xFF01, 0xFF5F)}
    for kept in "，：；！？（）":
        del table[ord(kept)]
    # Kangxi radicals and compatibility ideographs come out of copied PDF files
    for code in (*range(0x2F00, 0x2FD6), *range(0xF900, 0xFADA)):
        plain = unicodedata.normalize("NFKC", chr(code))
        if len(plain) == 1:
            table[code] = plain
    table.update({ord(dash): "-" for dash in "‐‑‒–−﹣"})
    table.update({ord(space): " " for space in "\u00a0\u2002\u2003\u2009\u3000\t"})
    return table


_TABLE = _look_alikes()
_ODD = re.compile("[" + "".join(re.escape(chr(code)) for code in _TABLE) + "]")
_INVISIBLE = re.compile("[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u200b-\u200f\u2060\ufeff]")
_SPACES = re.compile(r"[ \r]{2,}|\r")
_TOKENS = re.compile(r"[a-z0-9]+|[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]+")


def halfwidth(text: str) -> str:
    """Full-width letters, digits and look-alikes in their plain form; the length stays the same."""
    if text.isascii() or _ODD.search(text) is None:
        return text.replace("\t", " ")
    return text.translate(_TABLE)


def normalize(text: str) -> str:
    """Plain widths, no invisible characters, single spaces, no space at either end."""
    text = halfwidth(text)
    if _INVISIBLE.search(text):
        text = _INVISIBLE.sub("", text)
    if _SPACES.search(text):
        text = _SPACES.sub(" ", text)
    return text.strip()


def bigrams(text: str) -> list[str]:
    """Search tokens in order: Chinese by overlapping pairs, letters and digits as whole words."""
    tokens: list[str] = []
    for run in _TOKENS.findall(halfwidth(text).lower()):
        if run[0] < "\u3400" or len(run) == 1:
            tokens.append(run)
        else:
            tokens.extend(map(add, run, run[1:]))
    return tokens
