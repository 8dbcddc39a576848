"""One spelling for one thing: widths, look-alike characters, spaces; and tokens for search."""

from __future__ import annotations

import re
import sys
import unicodedata
from array import array


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
# What moves a terminal's pen, turns the line around, or cannot be written down at all.
_NOT_ON_A_LINE = re.compile("[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_SPACES = re.compile(r"[ \r]{2,}|\r")
_WORDS = re.compile("[a-z0-9]+")
_ASCII = re.compile("[\u0000-\u007f]+")
_UTF_32 = "utf-32-le" if sys.byteorder == "little" else "utf-32-be"
_SPACE = array("I", [ord(" ")])


def halfwidth(text: str) -> str:
    """Full-width letters, digits and look-alikes in their plain form; the length stays the same."""
    if text.isascii() or _ODD.search(text) is None:
        return text.replace("\t", " ")
    return text.translate(_TABLE)


def visible(text: str) -> str:
    """Without the characters that nobody sees, as copied web pages bring them along."""
    return text if text.isascii() and text.isprintable() else _INVISIBLE.sub("", text)


def normalize(text: str) -> str:
    """Plain widths, no invisible characters, single spaces, no space at either end."""
    text = visible(halfwidth(text))
    if _SPACES.search(text):
        text = _SPACES.sub(" ", text)
    return text.strip()


def one_line(text: str) -> str:
    """A name or a message for one line of a terminal, a log, a list: nothing in it is obeyed."""
    return _NOT_ON_A_LINE.sub("\ufffd", text)


def index_text(text: str) -> str:
    """What a text is found by, with spaces between: pairs of neighbours, letters and digits as whole words.

    A character beside letters, digits or an end stands alone. All pairs are laid out at once: one by one
    they took a tenth of a large import.
    """
    plain = halfwidth(text).lower()
    return " ".join([_pairs(f" {plain} "), *_WORDS.findall(plain)])


def search_tokens(word: str) -> list[str]:
    """The tokens that the :func:`index_text` of every text with this word has."""
    plain = halfwidth(word).lower()
    return [*_pairs(plain).split(), *_WORDS.findall(plain)]


def _pairs(plain: str) -> str:
    # a broken file may hold half surrogates
    codes = array("I", _ASCII.sub(" ", plain).encode(_UTF_32, "replace"))
    pairs = _SPACE * (3 * len(codes) - 3)
    pairs[0::3], pairs[1::3] = codes[:-1], codes[1:]
    return pairs.tobytes().decode(_UTF_32)
