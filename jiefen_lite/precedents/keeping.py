"""The index of like cases in the centre's folder, so that a process opens it instead of reading every case.

It is encrypted with the centre's key: its terms tell stories. What has changed since it was written is read
from the store, by the same marks as while a process runs. It is made anew where it is missing, damaged, of
another centre, of other words (rules) or another version, or where the store is not the one it was made from
gone on (a backup that was put back). Backups leave it out; it may be deleted at any time.
"""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from jiefen_lite import wholefile
from jiefen_lite.desk import House
from jiefen_lite.errors import BrokenStore
from jiefen_lite.shapes import Role, Viewer
from jiefen_lite.store import precedents

if TYPE_CHECKING:  # numpy, at first use
    from jiefen_lite.likeness.index import Index

FILE = "similar.index"
_PLACE = "similar.index"  # bound to the encryption: no other encrypted thing of the centre opens as this
#: Fewer texts are read sooner than a file is worth.
LEAST = 2_000
#: After so many changes the file is written again: what has changed since is read anew by each process.
CHANGES = 500
#: Who asks for all that is settled; what is shown is asked for by its own viewer.
SYSTEM = Viewer(None, "system", frozenset({Role.OPERATOR}))
_words: dict[str, str] = {}  # digest of all rules → what the index hangs on

log = logging.getLogger("jiefen_lite.precedents")

Blocks = dict[int, tuple[int, int, int]]
Marks = dict[int, dict[int, int]]


@dataclass(slots=True)
class Kept:
    """An index, and the marks of what it holds: by block of case numbers, and of the library."""

    index: Index
    blocks: Blocks
    marks: Marks
    library: tuple[int, int]


def words_of(house: House) -> str:
    """What an index hangs on besides the cases: the words of the rules and what was learned, no weights."""
    digest = house.book.digest
    if digest not in _words:  # every question asks, and the rules are long
        from jiefen_lite.likeness import learned

        rules = house.book.likeness
        told = repr((rules.noise, rules.relations, rules.matters, rules.things, rules.acts, house.book.types))
        weights = (files("jiefen_lite.likeness") / learned.FILE).read_bytes()
        _words.clear()
        _words[digest] = hashlib.sha256(told.encode() + weights).hexdigest()[:32]
    return _words[digest]


def write(house: House, kept: Kept) -> bool:
    """Keep it for the next process. False where the disk has no room or refuses: then each reads anew."""
    from jiefen_lite.likeness import keeping

    seen = precedents.history(house.store, SYSTEM)
    if len(kept.index) < LEAST or not seen or house.store.is_short_of_room:
        return False
    pairs = [(case, mark) for marks in kept.marks.values() for case, mark in marks.items()]
    arrays = kept.index.arrays()
    arrays["marks"] = keeping.table(pairs, 2)
    arrays["blocks"] = keeping.table([(at, *said) for at, said in kept.blocks.items()], 4)
    arrays["library"] = keeping.table([kept.library], 2)
    arrays["seen"] = keeping.letters(seen)
    sealed = house.store.cipher.encrypt_bytes(_PLACE, keeping.packed(words_of(house), arrays))
    try:
        wholefile.write(path_of(house), sealed)
    except OSError as error:
        log.warning("the index of like cases could not be written: %s", error.strerror)
        return False
    return True


def read(house: House) -> Kept | None:
    """What was kept and still fits this store and these rules; None where it has to be made anew."""
    from jiefen_lite.likeness import keeping
    from jiefen_lite.likeness.index import Index

    path = path_of(house)
    if not path.is_file():
        return None
    try:
        data = house.store.cipher.decrypt_bytes(_PLACE, path.read_bytes())
        arrays = keeping.unpacked(data, words_of(house))
        index = Index.of(arrays)
        seen = arrays["seen"].tobytes().decode()
        marks: Marks = {}
        for case, mark in arrays["marks"].tolist():
            marks.setdefault(case // precedents.BLOCK, {})[case] = mark
        blocks = {at: (many, events, ids) for at, many, events, ids in arrays["blocks"].tolist()}
        ((count, total),) = arrays["library"].tolist()
    except (keeping.Broken, BrokenStore, OSError, KeyError, ValueError) as error:
        log.info("the index of like cases is made anew: %s", type(error).__name__)
        return None
    if not precedents.continues(house.store, SYSTEM, seen):
        return None
    if 2 * len(index) < len(index.names):  # mostly what has changed or gone since: not worth carrying on
        return None
    return Kept(index, blocks, marks, (count, total))


def path_of(house: House) -> Path:
    """Where it lies."""
    return house.files.parent / FILE
