"""Characters by how they sound: names of places are often written as they are heard."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

#: What ears here do not tell apart.
_ALIKE = (("zh", "z"), ("ch", "c"), ("sh", "s"))
_ENDS = (("ing", "in"), ("eng", "en"), ("ang", "an"))


@cache
def _table() -> dict[str, str]:
    """character → its syllable, without tone and without what is not told apart."""
    lines = files("jiefen_lite.text").joinpath("sounds.txt").read_text("utf-8").splitlines()
    found: dict[str, str] = {}
    for line in lines:
        syllable, _space, characters = line.partition(" ")
        heard = _heard(syllable)
        found.update(dict.fromkeys(characters, heard))
    return found


def _heard(syllable: str) -> str:
    for written, said in _ALIKE:
        if syllable.startswith(written):
            syllable = said + syllable[len(written) :]
    for written, said in _ENDS:
        if syllable.endswith(written):
            syllable = syllable[: -len(written)] + said
    return syllable


def sounds(text: str) -> list[str]:
    """The sound of each character; one that has none in the list sounds like itself."""
    table = _table()
    return [table.get(character, character) for character in text]
