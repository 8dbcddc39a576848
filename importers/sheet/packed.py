"""Whether a zip (a workbook, an .ods) is what it says it is, found out before anything in it is believed.

Two readers open the same workbook, and where the records of a zip contradict each other they may see two
different ones: what the first has searched is then not what the second reads.
"""

from __future__ import annotations

import copy
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence

from importers.limits import Limits
from importers.sheet.refusals import refuse
from importers.sheet.xmltext import PIECE
from jiefen_lite.errors import UnreadableFile

#: What the library raises over a zip that cannot be read.
UNREADABLE = (
    zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, KeyError, OSError,
)  # fmt: skip
_LOCAL_HEADER = 30  # bytes before the name
_END, _END_SIZE, _LONGEST_COMMENT = b"PK\x05\x06", 22, 65_535
_SECRET = 0x41  # flags: encrypted, strongly encrypted
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # others are unpacked without any bound
_NEAR = 1 << 14
# where a sheet may be cut without cutting a cell; some writers put a prefix before every name
_BETWEEN_CELLS = (b"</c>", b"</row>", b"<row", b":c>", b":row>")
_OTHER_NAME = 0x7075  # a field with a second name, which some readers believe


def odd() -> UnreadableFile:
    """The error for a workbook whose parts contradict each other."""
    return UnreadableFile(
        "这个文件的内部结构不正常，为安全起见没有打开。", "请用 WPS 打开并另存为新的 .xlsx 后再导入。"
    )


def sound_entries(archive: zipfile.ZipFile, data: bytes, limits: Limits) -> list[zipfile.ZipInfo]:
    """The entries of a zip that has one directory, one name and one place for each. Raises UnreadableFile."""
    entries = archive.infolist()
    names = {one_name(entry.filename) for entry in entries}
    if len(entries) > limits.entries or len(names) != len(entries):
        raise odd()
    # without a comment the directory's end is the file's end; else there may be one for every taste
    ends = data.count(_END, max(0, len(data) - _LONGEST_COMMENT - _END_SIZE))
    if ends > 1 and not (data[-_END_SIZE:].startswith(_END) and data.endswith(b"\0\0")):
        raise odd()
    if any(entry.flag_bits & _SECRET for entry in entries):
        raise refuse("encrypted")
    if any(entry.compress_type not in _METHODS or _has_other_name(entry.extra) for entry in entries):
        raise odd()
    if _overlap(entries, archive.start_dir):
        raise odd()
    return entries


def one_name(name: str) -> str:
    """A part's name as the most patient reader takes it."""
    return name.replace("\\", "/").lstrip("/").lower()


def pieces(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """An entry's bytes to their real end; an error where they are not as many as its record says."""
    true = copy.copy(entry)
    true.file_size = 1 << 62  # else reading would stop, and its check sum be asked for, where the record says
    unpacked = 0
    with archive.open(true) as stream:
        while piece := stream.read(PIECE):
            unpacked += len(piece)
            yield piece
    if unpacked != entry.file_size:
        raise refuse("damaged")


def last_end(block: bytes) -> int:
    """Where the last whole cell of a piece of a sheet ends; 0 where none does."""
    near = max(len(block) - _NEAR, 0)  # nearly always there, and what is missing is sought through it all
    for start in (near, 0):
        last = max(block.rfind(end, start) for end in _BETWEEN_CELLS)
        if last >= 0:
            return last + 1
    return block.rfind(b"/>") + 1


def _has_other_name(extra: bytes) -> bool:
    at = 0
    while at + 4 <= len(extra):
        kind, size = struct.unpack_from("<HH", extra, at)
        if kind == _OTHER_NAME:
            return True
        at += 4 + size
    return False


def _overlap(entries: Sequence[zipfile.ZipInfo], directory: int) -> bool:
    end = 0
    for entry in sorted(entries, key=lambda one: one.header_offset):
        if entry.header_offset < end:
            return True
        end = entry.header_offset + _LOCAL_HEADER + len(entry.orig_filename) + entry.compress_size
    return end > directory
