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
