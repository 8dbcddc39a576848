"""The watched folder: a file that somebody leaves on a shared disk is taken in like an upload.

``folder`` knows the disk, ``taking`` makes a batch of one file, ``watcher`` looks again and again.
"""

from jiefen_lite.inbox.taking import VIEWER, Taken
from jiefen_lite.inbox.watcher import Watcher

__all__ = ["VIEWER", "Taken", "Watcher"]
