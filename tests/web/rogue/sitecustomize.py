"""Python runs this first in a server under test and in all it starts: there the workbook reader goes mad.

``ROGUE_READER`` names a file; what stands in it is how the next readings go, one of the functions below.
The bounds are those of the product, made short.
"""

import contextlib
import json
import os
import sys
import time
from pathlib import Path

SHORT = {"cpu_seconds": 20, "memory_bytes": 400_000_000}
#: Only for those that never end: on a busy machine another may be silent for long before it has its turn.
IMPATIENT = {"silent_seconds": 5.0, "waited_seconds": 8.0}
ENDLESS = ("sleeps", "sleeps_after_its_head", "spins", "drips", "forks", "forks_and_aborts")
ONE = '{"kind":"rows","uses":[[0,[],[]]],"rows":[[0,2,["x"],{},[]]]}\n'
NONE = '{"kind":"rows","uses":[],"rows":[]}\n'


def say(text):
    sys.stdout.write(text)
    sys.stdout.flush()


def say_head(total):
    sheet = {"name": "a", "header_row": 1, "header_rows": 1, "columns": [], "skipped": [], "note": None}
    head = {"kind": "head", "channel": "grid", "channel_how": "", "total": total}
    say(json.dumps({**head, "sheets": [{**sheet, "hidden": None}]}) + "\n")


def sleeps():
    time.sleep(3600)


def sleeps_after_its_head():
    say_head(10)
    time.sleep(3600)


def spins():
    while True:
        pass


def drips():
    """Always something, never the end."""
    say_head(200_000)
    while True:
        say(ONE)
        time.sleep(0.5)


def aborts():
    os.abort()


def eats_memory():
    eaten = []
    while True:
        eaten.append(bytearray(b"x") * 10_000_000)


def eats_memory_and_stays():
    eaten = []
    while True:
        with contextlib.suppress(MemoryError):
            eaten.append(bytearray(b"x") * 1_000_000)


def floods_with_one_line():
    while True:
        say("x" * 1_000_000)


def floods_with_lines():
    while True:
        say("[]\n" * 100_000)


def floods_with_rows():
    say_head(10)
    while True:
        say(ONE)


def floods_with_lines_without_rows():
    say_head(10)
    while True:
        say(NONE * 1_000)


def forks():
    """Many others that hold its pipe open; only root may."""
    for _ in range(50):
        if os.fork() == 0:
            break
    time.sleep(3600)


def forks_and_aborts():
    for _ in range(50):
        if os.fork() == 0:
            time.sleep(3600)
    os.abort()


def writes_rubbish():
    sys.stdout.buffer.write(bytes(range(256)) * 100 + b"\n")


def promises_too_much():
    say_head(10**15)
    say(ONE)


if "ROGUE_READER" in os.environ:
    if "importers.child" not in sys.orig_argv:
        from importers.limits import Limits

        usual = Limits.__init__

        def begin(limits, **given):
            endless = Path(os.environ["ROGUE_READER"]).read_text() in ENDLESS
            usual(limits, **{**SHORT, **(IMPATIENT if endless else {}), **given})

        Limits.__init__ = begin
    elif (how := Path(os.environ["ROGUE_READER"]).read_text()) != "reads":
        import python_calamine

        class Rogue:
            """In the place of the native reader."""

            @staticmethod
            def from_filelike(_file):
                globals()[how]()

        python_calamine.CalamineWorkbook = Rogue
