"""What lies in a backup: a tar of known names with a manifest at its end, written and read as a stream."""

from __future__ import annotations

import hashlib
import io
import json
import os
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Any, cast

from jiefen_lite.errors import UnusableBackup
from jiefen_lite.store.sealed import CHUNK, DAMAGED, SealedReader, SealedWriter

DATABASE, MANIFEST, UPLOADS = "jiefen.db", "manifest.json", "files"
#: Beside the database and the uploads: settings, the wrapped key, the certificate, what the county changed.
ALONE = ("center.yaml", "recovery.json", "tls.crt", "tls.key")
SHELVES = ("rules", "templates", "models")
MOST_MANIFEST = 64_000_000

#: Told how many bytes more have been done.
Step = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Member:
    """One file in a backup."""

    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds, written last and checked first of all."""

    version: str
    center: str
    made_at: str
    schema: list[str]
    content_hash: str | None  # of the database (store.content); None where it lies outside
    ends: dict[str, str]  # of the global chain and the audit log
    missing: list[str]  # uploads that could not be found when the backup was made
    members: dict[str, Member] = field(default_factory=dict)

    def text(self) -> bytes:
        """As JSON."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True, indent=1).encode()


def settings_of(folder: Path) -> Iterator[tuple[str, Path]]:
    """The settings of a centre that go into its backup: (name, file)."""
    for name in ALONE:
        if (folder / name).is_file():
            yield name, folder / name
    for shelf in SHELVES:
        for path in sorted((folder / shelf).rglob("*")):
            if path.is_file():
                yield path.relative_to(folder).as_posix(), path


def uploads_in(kept: Manifest) -> int:
    """How many uploaded files a backup holds."""
    return sum(name.startswith(f"{UPLOADS}/") for name in kept.members)


class Packer:
    """Writes files into a sealed stream and remembers the hash of each."""

    def __init__(self, sealed: SealedWriter, step: Step) -> None:
        self._sealed = sealed
        self._step = step
        self._tar = tarfile.open(fileobj=cast(IO[bytes], sealed), mode="w", format=tarfile.PAX_FORMAT)  # noqa: SIM115
        self.members: dict[str, Member] = {}

    def add(self, name: str, path: Path) -> None:
        """One file as it is now."""
        with open(path, "rb") as file:
            size = os.fstat(file.fileno()).st_size
            source = _Hashed(file, self._step)
            self._tar.addfile(_entry(name, size), cast(IO[bytes], source))
        self.members[name] = Member(source.digest.hexdigest(), size)

    def finish(self, manifest: Manifest) -> None:
        """The manifest, and the end of the stream."""
        text = manifest.text()
        self._tar.addfile(_entry(MANIFEST, len(text)), io.BytesIO(text))
        self._tar.close()
        self._sealed.finish()


def unpack(reader: SealedReader, where: Callable[[str], Path | None], step: Step) -> Manifest:
    """Read a whole backup; files for which ``where`` names a path are written there, the others only checked.

    Raises UnusableBackup unless every member is there exactly as the manifest says, and nothing else.
    """
    seen: dict[str, Member] = {}
    text = b""
    try:
        with tarfile.open(fileobj=cast(IO[bytes], reader), mode="r|") as tar:
            for info in tar:
                source = tar.extractfile(info) if info.isreg() else None
                if source is None or info.name in seen or text or not _is_known(info.name):
                    raise UnusableBackup(*DAMAGED)
                if info.name == MANIFEST:
                    text = source.read(MOST_MANIFEST)
                else:
                    seen[info.name] = _take(_Hashed(source, step), where(info.name))
    except tarfile.TarError as error:
        raise UnusableBackup(*DAMAGED) from error
    reader.drain()
    manifest = _manifest(text)
    if manifest.members != seen:
        raise UnusableBackup(*DAMAGED)
    return manifest


def _take(source: _Hashed, path: Path | None) -> Member:
    """Hash one member to its end, and write it where a path is given."""
    size = 0
    if path is None:
        while data := source.read(CHUNK):
            size += len(data)
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            while data := source.read(CHUNK):
                size += file.write(data)
            file.flush()
            os.fsync(file.fileno())
    return Member(source.digest.hexdigest(), size)


class _Hashed:
    """A file that is hashed while it is read."""

    def __init__(self, file: IO[bytes], step: Step) -> None:
        self._file = file
        self._step = step
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        self.digest.update(data)
        self._step(len(data))
        return data


def _entry(name: str, size: int) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, 0o600
    return info


def _is_known(name: str) -> bool:
    """Whether a backup of ours may hold a file of this name; nothing ever leads out of the folder."""
    parts = PurePosixPath(name).parts
    if name in (DATABASE, MANIFEST, *ALONE):
        return True
    plain = "\\" not in name and ":" not in name and ".." not in parts and "/".join(parts) == name
    return plain and len(parts) > 1 and parts[0] in (UPLOADS, *SHELVES)


def _manifest(text: bytes) -> Manifest:
    try:
        kept: dict[str, Any] = json.loads(text)
        members = {name: Member(**about) for name, about in kept.pop("members").items()}
        return Manifest(**kept, members=members)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise UnusableBackup(*DAMAGED) from error
