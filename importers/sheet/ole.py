"""The container of Office before 2007, and how xlrd, which reads it and its workbooks, is asked."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import TypeVar

from xlrd.compdoc import CompDoc  # type: ignore[import-untyped]

from importers.sheet.refusals import refuse

Answer = TypeVar("Answer")


class Silence(io.StringIO):
    """Where the library's remarks go: standard output belongs to the answers."""

    def write(self, text: str) -> int:
        return len(text)


def asked(question: Callable[[], Answer]) -> Answer:
    """Ask the library, which was not written for broken files and raises whatever it stumbles over."""
    try:
        return question()
    except MemoryError:
        raise
    except Exception as error:
        if "encrypted" in str(error):
            raise refuse("encrypted") from error
        raise refuse("damaged") from error


def ole_streams(data: bytes) -> set[str]:
    """The names of what lies at the top of an OLE file; raises UnreadableFile."""

    def look() -> set[str]:
        entries = CompDoc(data, Silence(), ignore_workbook_corruption=True).dirlist
        return {entries[child].name for child in entries[0].children}

    return asked(look)
