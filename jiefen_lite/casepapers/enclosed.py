"""The files attached to a case as its dossier has them: each under its line, void ones not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from jiefen_lite.desk import House
from jiefen_lite.shapes import Viewer
from jiefen_lite.store import attachments


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that belongs to a case and is no paper of ours.

    ``place``: where the rules want files of its kind; ``title``: as somebody has called it; ``name``: in
    the folder, which names nobody. ``read``: the copy that people get to see.
    """

    number: int
    place: str
    kind: str
    title: str
    name: str
    size: int
    read: Callable[[], bytes]


def of_case(house: House, viewer: Viewer, code: str, *, clear: bool = False) -> list[Enclosure]:
    """What is attached to a case and counts, oldest first; ``clear``: titles with the names in them.

    Reading one raises NotFound and BrokenStore.
    """
    found = attachments.of_case(house.store, viewer, code, clear=clear)
    limits = house.book.mediation.attachments
    return [
        Enclosure(
            one.id,
            limits.place(one.kind),
            one.kind,
            one.title.rpartition(".")[0] or one.title,
            f"{one.kind}附件{one.id:03}.{one.media}",
            one.shown_size,
            partial(attachments.content, house.store, viewer, house.files, code, one.id),
        )
        for one in found
        if one.voided_at is None
    ]
