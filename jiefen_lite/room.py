"""Room on the disk: a reserve that is let go when it is full, and what large work must leave free."""

from __future__ import annotations

import os
import shutil
from math import ceil
from pathlib import Path

from jiefen_lite.errors import DiskFull

#: In the centre's folder: bytes that mean nothing and can be given up at once.
RESERVE = "reserve.bin"
_BLOCK = 1_000_000


def free(folder: Path) -> int:
    """Bytes that can still be written where a folder is, or will be."""
    while not folder.exists():
        folder = folder.parent
    return shutil.disk_usage(folder).free


def hold(folder: Path, size: int, keep_free: int) -> bool:
    """Set ``size`` bytes aside, unless they are already; False where that would leave too little free."""
    reserve = folder / RESERVE
    if reserve.exists():
        return True
    if free(folder) < size + keep_free:
        return False
    try:
        with open(reserve, "xb") as file:
            for start in range(0, size, _BLOCK):  # written, because a hole in a file holds no room
                file.write(bytes(min(_BLOCK, size - start)))
            os.fsync(file.fileno())
    except OSError:
        reserve.unlink(missing_ok=True)
        return False
    return True


def let_go(folder: Path) -> bool:
    """Give up what was set aside, so that people can go on saving; False where there is none."""
    try:
        (folder / RESERVE).unlink()
    except OSError:
        return False
    return True


def require(folder: Path, need: int, keep_free: int, what: str) -> None:
    """Large work begins only where it leaves room for everybody else's. Raises DiskFull."""
    left = free(folder)
    if left < need + keep_free:
        wanted, others = ceil(need / 1e6), ceil(keep_free / 1e6)
        raise DiskFull(
            f"磁盘空间不够：{what}大约要 {wanted:,} MB，还要给日常办件留 {others:,} MB，"
            f"现在只剩 {left // 1_000_000:,} MB；{what}没有开始。",
            "请清理磁盘后再做一次。",
        )
