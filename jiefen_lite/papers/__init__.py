"""Papers that are made once and kept: the registry, making and proving them, closing months by themselves.

``documents`` lists what is made of a month, ``making`` writes and proves a paper before it is kept,
``closing`` does what is due, ``shelf`` answers what there is, ``reading`` reads a paper back for a page.
"""

from jiefen_lite.papers.bringing import verify
from jiefen_lite.papers.closing import Closed, close_apart, close_due, is_due
from jiefen_lite.papers.documents import DOCUMENTS, Document, document_name, document_of
from jiefen_lite.papers.making import (
    MAKERS,
    REMAKERS,
    SIGNERS,
    file_of,
    kinds_of,
    make,
    make_apart,
    make_due,
    note_use,
    prove,
    refuse_making,
    say_nothing,
    sign,
)
from jiefen_lite.papers.reading import Paper, Piece, read_back
from jiefen_lite.papers.shelf import (
    ChannelReport,
    Longer,
    Month,
    channel_reports,
    failure,
    longer_periods,
    month_of,
    months,
)

__all__ = [
    "DOCUMENTS",
    "MAKERS",
    "REMAKERS",
    "SIGNERS",
    "ChannelReport",
    "Closed",
    "Document",
    "Longer",
    "Month",
    "Paper",
    "Piece",
    "channel_reports",
    "close_apart",
    "close_due",
    "document_name",
    "document_of",
    "failure",
    "file_of",
    "is_due",
    "kinds_of",
    "longer_periods",
    "make",
    "make_apart",
    "make_due",
    "month_of",
    "months",
    "note_use",
    "prove",
    "read_back",
    "refuse_making",
    "say_nothing",
    "sign",
    "verify",
]
