"""Backup and restore: everything a centre needs on another machine, in one encrypted file.

``packing`` says what goes into the file, ``making`` writes and verifies it, ``restoring`` brings it back
into a clean folder, ``shelf`` looks after the folder in which the files lie.
"""

from jiefen_lite.backup.making import Made, back_up, back_up_apart, back_up_to_shelf, before_upgrade, sweep
from jiefen_lite.backup.restoring import Restored, look_through, note_restore, restore
from jiefen_lite.backup.shelf import ENDING, Kept, file_name, folder_of, is_due, last_good, listing, prune

__all__ = [
    "ENDING",
    "Kept",
    "Made",
    "Restored",
    "back_up",
    "back_up_apart",
    "back_up_to_shelf",
    "before_upgrade",
    "file_name",
    "folder_of",
    "is_due",
    "last_good",
    "listing",
    "look_through",
    "note_restore",
    "prune",
    "restore",
    "sweep",
]
