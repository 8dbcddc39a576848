"""Python runs this first in every process of a traced run, helpers included."""

import hashlib
import itertools
import os
import sys
from pathlib import Path

if "KNOCKS_FOLDER" in os.environ and "importers.child" not in sys.orig_argv:
    sys.path.insert(0, os.environ["KNOCKS_CODE"])
    if "KNOCKS_BOOK" in os.environ:
        # random bytes that are the same in every run: so two runs can be compared byte by byte
        _count = itertools.count()

        def _bytes(size):
            blocks = (hashlib.sha256(b"%d" % next(_count)).digest() for _ in range(-(-size // 32)))
            return b"".join(blocks)[:size]

        os.urandom = _bytes
    from tests.knocks import listeners, tracer

    if "KNOCKS_BOOK" in os.environ:
        _listener = listeners.Book(Path(os.environ["KNOCKS_BOOK"]), int(os.environ["KNOCKS_END"]))
    else:
        _listener = listeners.FullDisk(Path(os.environ["KNOCKS_DISK"]), int(os.environ["KNOCKS_SAYS"]))
    tracer.watch(Path(os.environ["KNOCKS_FOLDER"]), _listener)
