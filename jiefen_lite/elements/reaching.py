"""What of a correction holds for other texts too: only words that mean nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from jiefen_lite.elements.places import stem_of
from jiefen_lite.elements.reader import Reader
from jiefen_lite.shapes import LessonKind, Reading
from jiefen_lite.text.sounds import sounds

_PLACE = re.compile(r"[\u4e00-\u9fff]{2,6}")
#: 本村, 前屯, 老社区: said of many places.
_ANY_PLACE = re.compile(
    r"[本我咱同全该邻新农城乡各两某他她们这那哪外老前后东西南北上下中大小多每一二三四五六七八九十]+"
)
_PERSON = re.compile(r"[\u4e00-\u9fff]{3,4}")


class Word(NamedTuple):
    """A word that a correction teaches for every text."""

    kind: LessonKind
    key: str
    right: Any


def refusal(reader: Reader, word: str, town: str, village: str | None) -> str | None:
    """Why a word may not stand for a place in every text; None where it may."""
    if not _PLACE.fullmatch(word):
        return "要是二到六个汉字"
    if reader.gazetteer.knows(word):
        return "它本来就是一个地方的名字"
    stem = stem_of(word)
    if reader.gazetteer.meant_in(word) - {(town, village)}:
        return "它里面是另一个地方的名字"
    if not stem or _ANY_PLACE.fullmatch(stem):
        return "很多地方都这样叫"
    if stem in reader.vocabulary or word in reader.vocabulary:
        return "它是个常用的词"
    if stem == word and not _sounds_like(word, village or town):
        return "看不出是地名"  # neither 村, 屯 … at its end nor a slip of the pen
    return None


def words_of(
    reader: Reader, plain: str, reading: Reading, element: str, right: Any, word: str | None = None
) -> Iterator[Word]:
    """The words that a correction teaches beside its text. ``word``: by what the text names the place."""
    if element == "place" and right[0] is not None:
        for one in dict.fromkeys(filter(None, (word, _word_read(plain, reading)))):
            if one in plain and refusal(reader, one, right[0], right[1]) is None:
                yield Word(LessonKind.PLACE_WORD, one, list(right))
    if element == "who":
        before = {one.name for one in reading.who if one.name and not one.is_org}
        after = {name for name, _role, is_org in right if not is_org}
        yield from _no_names(reader, before - after, after)
        yield from _names(reader, plain, after - before)


def _word_read(plain: str, reading: Reading) -> str | None:
    """The word at which a place was read."""
    place = reading.place
    return plain[slice(*place.span)] if place is not None and place.span is not None else None


def _no_names(reader: Reader, gone: Iterable[str], kept: Iterable[str]) -> Iterator[Word]:
    """Beginnings that are no name's: never of characters that names are made of, never one that stays."""
    for name in sorted(gone):
        head = name[:2]
        if (
            len(name) > 1
            and "某" not in name
            and not reader.looks_like_name(head)
            and not reader.looks_like_name(name)
            and not reader.is_surname(head)
            and not any(other.startswith(head) for other in kept)
        ):
            yield Word(LessonKind.NOT_NAME, head, None)


def _names(reader: Reader, plain: str, new: Iterable[str]) -> Iterator[Word]:
    """Whole names of three characters and more behind a surname; shorter ones stand in too many words."""
    for name in sorted(new):
        if (
            _PERSON.fullmatch(name)
            and name in plain
            and "某" not in name
            and reader.begins_like_name(name)
            and not reader.gazetteer.knows(name)
            and name not in reader.vocabulary
            and name[:2] not in reader.vocabulary
            and name[1:] not in reader.vocabulary
        ):
            yield Word(LessonKind.NAME, name, None)


def _sounds_like(word: str, name: str) -> bool:
    """A slip of the pen: as long as the name or its stem, and all but one of three sounds alike."""
    for written in (name, stem_of(name)):
        if len(written) == len(word) and len(word) > 2:
            alike = sum(one == other for one, other in zip(sounds(word), sounds(written), strict=True))
            if alike >= len(word) - 1:
                return True
    return False
