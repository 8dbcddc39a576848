"""Which template a paper is set in: the county's own copy, once it is known to be sound, or the shipped one.

An own copy may have come into the folder by hand, past the page that checks it. So before it is used for
the first time it is looked through in a process of its own, with bounds on time and memory; what has passed
is remembered by its content.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from threading import Lock

from exporters.blanks import TemplateFault
from exporters.papers import PAPERS
from jiefen_lite import jsontext, processes
from jiefen_lite.errors import UnreadableFile

COMMAND: tuple[str, ...] = (sys.executable, "-P", "-m", "exporters.trying")  # -P: not what lies in the folder
MEMORY_BYTES = 1_500_000_000
CPU_SECONDS = 25  # what bounds a runaway; a good template takes four
WAIT_SECONDS = 120.0  # long: on a busy machine a good one must not be taken for a runaway
_MOST_SOUND = 200

_SLOW = "这个模板试填时用的时间或内存太多，没有采用；请减少循环、删掉不用的内容再传。"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a look through a template has found."""

    faults: tuple[str, ...]  # unsafe, misspelt, or not to be filled
    missing: tuple[str, ...]  # blanks that the paper must not be without
    unused: tuple[str, ...]  # blanks that it leaves out, which it may

    @property
    def good(self) -> bool:
        """Whether it may replace the working one."""
        return not self.faults and not self.missing


@dataclass(frozen=True, slots=True)
class Source:
    """A template and where it comes from."""

    document: str
    suffix: str
    data: bytes
    own: bool

    def require_sound(self) -> None:
        """Raises TemplateFault where the county's own copy has faults; the shipped one has none."""
        if self.own and self.document in PAPERS:
            require_sound(self.document, self.suffix, self.data)


_sound: set[str] = set()
_guard = Lock()


def template(document: str, suffix: str, folder: Path | None) -> Source:
    """The county's own copy of a template, or else the shipped one."""
    own = folder / f"{document}{suffix}" if folder is not None else None
    if own is not None and own.is_file():
        return Source(document, suffix, own.read_bytes(), True)
    return Source(document, suffix, shipped(document, suffix), False)


def shipped(document: str, suffix: str) -> bytes:
    """The template that comes with the program."""
    return files("templates").joinpath(f"{document}{suffix}").read_bytes()


def require_sound(document: str, suffix: str, data: bytes) -> None:
    """Look through an own copy once; raises TemplateFault with what is wrong with it."""
    with _guard:
        if _mark(document, data) in _sound:
            return
    verdict = look_through(document, data)
    if verdict.faults:
        raise TemplateFault(f"模板 {document}{suffix} 有误，没有生成文件：", *verdict.faults)


def _mark(document: str, data: bytes) -> str:
    return f"{document}:{hashlib.sha256(data).hexdigest()}"


def look_through(document: str, data: bytes, *, wait: float = WAIT_SECONDS) -> Verdict:
    """Check a template and fill it with example values, in a process of its own that cannot run away."""
    job = {"document": document, "memory": MEMORY_BYTES, "cpu": CPU_SECONDS, "parent": os.getpid()}
    with subprocess.Popen(
        COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        env=processes.environment(), creationflags=processes.CREATION_FLAGS,
        process_group=processes.OWN_GROUP,
    ) as child:  # fmt: skip
        try:
            said, _ = child.communicate(jsontext.encode(job).encode() + b"\n" + data, timeout=wait)
        except subprocess.TimeoutExpired:
            said = b""
        finally:
            if child.returncode is None:
                processes.end_group(child)
    if child.returncode != 0 or not said:
        return Verdict((_SLOW,), (), ())
    answer = jsontext.decode(said)
    if not isinstance(answer, dict):
        raise UnreadableFile("检查模板的程序没有给出结果，请再试一次。")
    verdict = Verdict(tuple(answer["faults"]), tuple(answer["missing"]), tuple(answer["unused"]))
    if not verdict.faults:
        with _guard:
            if len(_sound) >= _MOST_SOUND:
                _sound.clear()
            _sound.add(_mark(document, data))
    return verdict
