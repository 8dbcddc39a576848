"""The file form of a backup: a readable header, then one long stream in encrypted chunks, then an end mark.

    magic · length and SHA-256 of the header · header (JSON) · chunks · end mark

A chunk is its length (4 bytes), then one MiB of the stream, compressed and encrypted. The end mark is a
length of zero and the size of the whole file, by which a cut file is told without reading all of it.
Memory stays constant, however long the stream is. The header's hash finds damage before the recovery
phrase is asked for; against intent it is bound to every chunk (:class:`crypto.ChunkCipher`).
"""

from __future__ import annotations

import hashlib
import json
import os
import zlib
from pathlib import Path
from typing import Any, BinaryIO

from jiefen_lite.errors import UnusableBackup
from jiefen_lite.store.crypto import ChunkCipher

MAGIC = b"JIEFEN-BACKUP\n"
CHUNK = 1024 * 1024
MOST_HEADER = 64 * 1024
# what zlib may add to a chunk that cannot be compressed, and the mark of the cipher
MOST_SEALED = CHUNK + 1024
END_BYTES = 12

NO_BACKUP = ("这个文件不是解纷 Lite 的备份。", "请选择文件名以 .jfbak 结尾的备份文件。")
DAMAGED = ("这份备份不完整或被改动过，不能用它恢复。", "请换一份备份；没有改动任何东西。")


class SealedWriter:
    """Takes a stream in any portions and writes it down; :meth:`finish` puts the end mark."""

    def __init__(self, file: BinaryIO, header: dict[str, Any], key: bytes) -> None:
        text = json.dumps(header, ensure_ascii=False, sort_keys=True).encode()
        self._file = file
        self._cipher = ChunkCipher(key, bytes.fromhex(header["salt"]), text)
        self._waiting = bytearray()
        self._number = 0
        self._taken = 0
        lead = MAGIC + len(text).to_bytes(4, "big") + hashlib.sha256(text).digest() + text
        self._written = file.write(lead)

    def write(self, data: bytes) -> int:
        """More of the stream. Something is always held back: nobody knows yet which chunk is the last."""
        self._waiting += data
        self._taken += len(data)
        while len(self._waiting) > CHUNK:
            self._put(bytes(self._waiting[:CHUNK]), last=False)
            del self._waiting[:CHUNK]
        return len(data)

    def tell(self) -> int:
        """How much of the stream has been taken."""
        return self._taken

    def finish(self) -> None:
        """The last chunk and the end mark."""
        self._put(bytes(self._waiting), last=True)
        self._file.write(_end_mark(self._written + END_BYTES))

    def _put(self, data: bytes, last: bool) -> None:
        sealed = self._cipher.seal(self._number, last, zlib.compress(data, 1))
        self._written += self._file.write(len(sealed).to_bytes(4, "big")) + self._file.write(sealed)
        self._number += 1


class SealedReader:
    """Reads the stream again; raises UnusableBackup at the first byte that is not as it was written."""

    def __init__(self, file: BinaryIO, key: bytes) -> None:
        self.header, text = _read_header(file)
        self._file = file
        self._cipher = ChunkCipher(key, _salt(self.header), text)
        self._ready = b""
        self._at = 0
        self._number = 0
        self._left = self._next_length()
        self._ended = False

    def read(self, size: int) -> bytes:
        """Up to ``size`` bytes, fewer only at the end."""
        parts: list[bytes] = []
        while size and not (self._at == len(self._ready) and self._ended):
            if self._at == len(self._ready):
                self._next_chunk()
                continue
            part = self._ready[self._at : self._at + size]
            self._at += len(part)
            size -= len(part)
            parts.append(part)
        return b"".join(parts)

    def drain(self) -> None:
        """Read to the end, so that its mark has been seen."""
        while self.read(CHUNK):
            pass

    def _next_chunk(self) -> None:
        sealed = self._file.read(self._left)
        length, self._left = self._left, self._next_length()
        self._ended = self._left == 0
        packed = self._cipher.open(self._number, self._ended, sealed) if len(sealed) == length else None
        if packed is None:
            raise UnusableBackup(*DAMAGED)
        self._ready, self._at = zlib.decompress(packed), 0
        self._number += 1
        if self._ended:
            size = self._file.tell() + 8
            if self._file.read(9) != _end_mark(size)[4:]:
                raise UnusableBackup(*DAMAGED)

    def _next_length(self) -> int:
        prefix = self._file.read(4)
        length = int.from_bytes(prefix, "big")
        if len(prefix) < 4 or length > MOST_SEALED:
            raise UnusableBackup(*DAMAGED)
        return length


def read_header(path: Path) -> dict[str, Any]:
    """What a backup says of itself without a key. Raises UnusableBackup where it is none or damaged."""
    with open(path, "rb") as file:
        return _read_header(file)[0]


def is_whole(path: Path) -> bool:
    """Whether the file is as long as it was when it was finished: a cut one is found at once."""
    with open(path, "rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - END_BYTES))
        return file.read() == _end_mark(size)


def _read_header(file: BinaryIO) -> tuple[dict[str, Any], bytes]:
    if file.read(len(MAGIC)) != MAGIC:
        raise UnusableBackup(*NO_BACKUP)
    length, digest = int.from_bytes(file.read(4), "big"), file.read(32)
    text = file.read(min(length, MOST_HEADER))
    if len(text) != length or hashlib.sha256(text).digest() != digest:
        raise UnusableBackup(*DAMAGED)
    try:
        header = json.loads(text)
    except ValueError as error:
        raise UnusableBackup(*DAMAGED) from error
    if not isinstance(header, dict):
        raise UnusableBackup(*DAMAGED)
    return header, text


def _salt(header: dict[str, Any]) -> bytes:
    try:
        return bytes.fromhex(header["salt"])
    except (KeyError, TypeError, ValueError) as error:
        raise UnusableBackup(*DAMAGED) from error


def _end_mark(size: int) -> bytes:
    return bytes(4) + size.to_bytes(8, "big")
