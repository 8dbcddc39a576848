"""What can go wrong so badly that the work at hand cannot go on.

Bad data is never an exception: it is a :class:`jiefen_lite.shapes.Problem` that the user gets to
see in a table. An exception here always carries one or more plain Chinese sentences that say what
is wrong and what to do next; the command line and the web pages each catch it in one place.
"""

from __future__ import annotations

import errno

#: What a system refuses, in our users' words: its own are English on many machines.
_REFUSALS = {
    errno.ENOSPC: "磁盘满了",
    errno.EROFS: "磁盘是只读的",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EIO: "磁盘读写出错",
    errno.ENOENT: "找不到",
    errno.ENOTDIR: "有一级不是文件夹",
}


class JiefenError(Exception):
    """Work that cannot go on; ``str(error)`` is what the user reads."""

    exit_code = 2
    http_status = 400

    def __init__(self, *sentences: str) -> None:
        super().__init__("\n".join(sentences))
        self.sentences = sentences


class UnreadableFile(JiefenError):
    """An uploaded file that no reader of ours can, or may, open."""

    http_status = 422


class RuleError(JiefenError):
    """Rule files with faults; every fault is one sentence with file, line and cure."""

    http_status = 422


class CannotEdit(JiefenError):
    """A change to a rule file that has no place to go to, or a text that cannot be read to find it."""

    http_status = 422


class ConfigError(JiefenError):
    """A centre folder that is missing, or whose ``center.yaml`` has faults."""

    http_status = 500


class NotAllowed(JiefenError):
    """The person may not do this; the sentence says who may."""

    http_status = 403


class NotFound(JiefenError):
    """Nothing by that name that this person may know of."""

    http_status = 404


class IllegalMove(JiefenError):
    """A step that the transition table does not have from where the case stands."""

    http_status = 409


class NotWritable(JiefenError):
    """The store cannot be written now: locked, disk full, read-only or damaged."""

    http_status = 503


class DiskFull(NotWritable):
    """The disk has no room for what was to be written."""


class BrokenStore(JiefenError):
    """The store does not pass its own checks, or belongs to another key."""

    http_status = 503


class UnusableBackup(JiefenError):
    """A file that nothing can be restored from: no backup, not whole, changed, or of a newer version."""

    http_status = 422


def refusal(error: OSError) -> str:
    """Why the system has refused a file or folder, in a few words."""
    return _REFUSALS.get(error.errno or 0) or error.strerror or "磁盘出错"
