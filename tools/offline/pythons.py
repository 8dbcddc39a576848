"""The Python that goes along: an archive that somebody has fetched, or a version that the system has.

Windows: the “embeddable” zip of python.org. Linux: a build that runs from any folder, such as the
``install_only`` archives of python-build-standalone. What an archive is for is read from its contents.
"""

from __future__ import annotations

import re
import shutil
import struct
import tarfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

from tools.offline import Stop
from tools.offline.targets import MOST_GLIBC, TARGETS, Target

LEAST = 11  # the least minor version of Python 3 that the product runs on
_PE_X64 = 0x8664
_ELF_MACHINES = {62: "linux-x86_64", 183: "linux-arm64"}
_GLIBC = re.compile(rb"GLIBC_2\.(\d+)")


@dataclass(frozen=True, slots=True)
class Given:
    """A Python for a package: which version, for which target (None: any Linux), in which archive."""

    version: str
    target: str | None = None
    archive: Path | None = None
    glibc: int = 0  # the least 2.x that its programs ask for

    def serves(self, target: Target) -> bool:
        return self.target == target.name or (self.target is None and not target.windows)

    @property
    def too_new(self) -> bool:
        """Whether it asks for a newer system than 统信 and 麒麟 have."""
        return self.glibc > MOST_GLIBC


def recognise(text: str) -> Given:
    """What ``--python`` gives: a version such as 3.11, or the path of an archive. Raises Stop."""
    if version := re.fullmatch(r"3\.(\d+)", text):
        return _new_enough(Given(text), int(version[1]))
    path = Path(text)
    if not path.is_file():
        raise Stop(f"--python 要写 Python 压缩包的位置，或者版本号（例如 3.11）；没有“{text}”这个文件。")
    if zipfile.is_zipfile(path):
        return _embeddable(path)
    try:
        with tarfile.open(path) as archive:
            return _relocatable(path, archive)
    except tarfile.TarError as error:
        raise Stop(f"“{path.name}”不是能读的压缩包（要 .zip、.tar.gz、.tar.xz 或 .tar.bz2）。") from error


def place(given: Given, folder: Path) -> None:
    """Put the Python into the package's folder ``python``."""
    folder.mkdir()
    if given.archive is None or given.target != "windows":
        (folder / "version.txt").write_text(given.version + "\n", encoding="ascii")
        if given.archive is not None:  # kept whole: links and modes would not survive a USB stick
            shutil.copyfile(given.archive, folder / given.archive.name)
        return
    with zipfile.ZipFile(given.archive) as archive:
        archive.extractall(folder)
    (switch,) = folder.glob("python3*._pth")
    lines = switch.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if line.strip().lstrip("#").strip() != "import site"]
    switch.write_text("\n".join([*kept, "import site"]) + "\n", encoding="utf-8")


def _embeddable(path: Path) -> Given:
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        switches = [found for name in names if (found := re.fullmatch(r"python3(\d+)\._pth", name))]
        if "python.exe" not in names or len(switches) != 1:
            raise Stop(
                f"“{path.name}”不是 Windows 的 embeddable 压缩包。请到 python.org 下载名字像 "
                "python-3.11.9-embed-amd64.zip 的那一个。"
            )
        if _pe_machine(archive.read("python.exe")) != _PE_X64:
            raise Stop(f"“{path.name}”不是 64 位（amd64）的，请下载名字里有 amd64 的那一个。")
    minor = int(switches[0][1])
    return _new_enough(Given(f"3.{minor}", "windows", path), minor)


def _relocatable(path: Path, archive: tarfile.TarFile) -> Given:
    for member in archive:
        found = re.search(r"^(?:[^/]+/){0,2}bin/python3\.(\d+)$", member.name.removeprefix("./"))
        if found is None or not member.isfile():
            continue
        program = archive.extractfile(member)
        assert program is not None
        content = program.read()
        machine = _ELF_MACHINES.get(_elf_machine(content), "")
        if machine not in TARGETS:
            raise Stop(f"“{path.name}”里的 Python 不是给 Linux x86_64 或 arm64 用的。")
        glibc = max((int(minor) for minor in _GLIBC.findall(content)), default=0)
        return _new_enough(Given(f"3.{found[1]}", machine, path, glibc), int(found[1]))
    raise Stop(
        f"“{path.name}”里没有 bin/python3.x。Linux 要用能放在任何文件夹里运行的 Python，例如 "
        "python-build-standalone 的 …-install_only.tar.gz；或者写版本号，用对方系统自带的 Python。"
    )


def _new_enough(given: Given, minor: int) -> Given:
    if minor < LEAST:
        raise Stop(f"要 Python 3.{LEAST} 或更新的版本，这里是 {given.version}。")
    return given


def _pe_machine(program: bytes) -> int:
    (where,) = struct.unpack_from("<I", program, 0x3C) if len(program) >= 0x40 else (0,)
    if program[where : where + 4] != b"PE\0\0":
        return 0
    return int(struct.unpack_from("<H", program, where + 4)[0])


def _elf_machine(program: bytes) -> int:
    return int(struct.unpack_from("<H", program, 18)[0]) if program[:4] == b"\x7fELF" else 0
