"""What a viewer must not read of a case: names, numbers, and who asked for secrecy."""

from __future__ import annotations

from collections.abc import Sequence

from jiefen_lite import text
from jiefen_lite.shapes import Party, PartyFacts, PartyRole, Viewer

#: What stands in place of somebody who asked for secrecy.
SECRET = "（要求保密）"


class Hider:
    """Hides in free text what this viewer must not read: names, numbers, and who asked for secrecy."""

    def __init__(self, viewer: Viewer, secrecy: bool, parties: Sequence[PartyFacts], *, clear: bool) -> None:
        self._clear = clear
        self._viewer, self._secrecy = viewer, secrecy
        self._names = text.pieces_of(party.name for party in parties if party.name and not party.is_org)
        secret = [party for party in parties if secrecy and is_secret(viewer, party)]
        self._secret = [
            mark
            for one in secret
            for mark in (one.address, one.phone, one.id_no, *text.name_pieces(one.name or ""))
            if mark
        ]

    def __call__(self, words: str | None) -> str | None:
        """The text as this viewer may read it."""
        if not words:
            return words
        for mark in self._secret:
            words = words.replace(mark, SECRET)
        return words if self._clear else text.mask_pieces(words, self._names)

    def by_character(self, words: str, read: Sequence[PartyFacts] = ()) -> list[str]:
        """What is shown for each character of a text, so that a span of it is the same span of what is shown.

        ``read``: the people that were read out of the text; their names are hidden too. Where a mask is
        longer or shorter than what it hides, all of it stands at the first character.
        """
        shown, taken = list(words), [False] * len(words)

        def put(start: int, end: int, instead: str) -> None:
            if any(taken[start:end]):
                return
            taken[start:end] = [True] * (end - start)
            same = len(instead) == end - start
            shown[start:end] = list(instead) if same else [instead] + [""] * (end - start - 1)

        for mark in (*self._secret, *self._secret_of(read)):
            for start, end in _places_of(words, mark):
                put(start, end, SECRET)
        if self._clear:
            return shown
        for start, end, instead in text.masked_numbers(words):
            put(start, end, instead)
        named = text.pieces_of(party.name for party in read if party.name and not party.is_org)
        for name in sorted({*self._names, *named}, key=len, reverse=True):
            for start, end in _places_of(words, name):
                put(start, end, text.mask_pieces(name, [name]))
        return shown

    def _secret_of(self, read: Sequence[PartyFacts]) -> list[str]:
        """The names of those who asked for secrecy, as they were read out of the text."""
        if not self._secrecy:
            return []
        return [
            mark
            for one in read
            if is_secret(self._viewer, one)
            for mark in (one.phone, one.id_no, *text.name_pieces(one.name or ""))
            if mark
        ]


def _places_of(words: str, mark: str) -> list[tuple[int, int]]:
    found, at = [], words.find(mark)
    while at >= 0:
        found.append((at, at + len(mark)))
        at = words.find(mark, at + len(mark))
    return found


def is_secret(viewer: Viewer, party: PartyFacts) -> bool:
    """In a case with secrecy: a unit's people do not learn who asked for it, in clear or masked."""
    return party.role == PartyRole.APPLICANT and not viewer.sees_county


def party_told(viewer: Viewer, secrecy: bool, party: PartyFacts, *, clear: bool) -> Party:
    """One party as this viewer may see it; who asked for secrecy stays hidden from units altogether."""
    if secrecy and is_secret(viewer, party):
        return Party(party.role, SECRET, None, None, None, party.is_org, True)
    if clear:
        return Party(
            party.role, party.name, party.phone, party.id_no, party.address, party.is_org, party.anonymous
        )
    return Party(
        party.role,
        text.mask_name(party.name, party.is_org) if party.name else None,
        text.mask_phone(party.phone) if party.phone else None,
        text.mask_id(party.id_no) if party.id_no else None,
        text.mask_address(party.address) if party.address else None,
        party.is_org,
        party.anonymous,
    )
