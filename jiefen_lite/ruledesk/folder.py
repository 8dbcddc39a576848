"""The county's rule files as they lie in its folder: read, told apart, written whole or put back."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Mapping
from pathlib import Path

from jiefen_lite import ruleexamples, wholefile
from jiefen_lite.errors import JiefenError, NotWritable, refusal
from jiefen_lite.rules import loader
from jiefen_lite.rules.schema import FILES, RuleBook

Texts = Mapping[str, str | None]
#: The mark of a file that a county has not got of its own.
SHIPPED = "shipped"


def mark_of(text: str | bytes | None) -> str:
    """By which two texts of a rule file are told apart; ``SHIPPED`` for none of the county's own."""
    if text is None:
        return SHIPPED
    return hashlib.sha256(text.encode() if isinstance(text, str) else text).hexdigest()


def require_file(file: str) -> str:
    """The name of a rule file without .yaml. Raises JiefenError where there is none of that name."""
    name = file.removesuffix(".yaml")
    if name not in FILES:
        raise JiefenError(f"没有叫“{file}”的规则文件。", f"有：{'、'.join(FILES)}。")
    return name


def lying(folder: Path) -> dict[str, bytes]:
    """What the county has in its folder. Raises NotWritable where it cannot be read."""
    try:
        return loader.county(folder)
    except OSError as error:
        raise NotWritable(f"规则文件夹读不了（{refusal(error)}）；请检查后再试。") from error


def marks(found: Mapping[str, bytes]) -> dict[str, str]:
    """The mark of every rule file, also of those that a county has not got."""
    return {file: mark_of(found.get(file)) for file in FILES}


def all_of(found: Mapping[str, bytes]) -> dict[str, bytes | None]:
    """Every file as it lay there, so that what changes meanwhile is not read."""
    return {file: found.get(file) for file in FILES}


def instead(texts: Texts) -> dict[str, bytes | None]:
    """Texts as the loader takes them."""
    return {file: None if text is None else text.encode() for file, text in texts.items()}


def book_with(folder: Path, texts: Texts) -> RuleBook:
    """The rule book that the folder would make with these texts in it. Raises RuleError."""
    return loader.load(folder, instead(texts))


def faults_with(folder: Path, texts: Texts) -> list[loader.Fault]:
    """Every fault that the folder would have with these texts in it; with any they never come into force."""
    return loader.check(folder if folder.is_dir() else None, instead(texts))


def examples_with(folder: Path, texts: Texts) -> list[loader.Fault]:
    """Examples in the files that would not come out as written. They are told, and bar nobody's way:

    whoever changes a number of days on purpose need not rewrite every example first.
    """
    if faults_with(folder, texts):
        return []
    return ruleexamples.check(folder if folder.is_dir() else None, instead(texts))


def write(folder: Path, texts: Texts) -> None:
    """Make the folder hold these texts, or what it held. Raises NotWritable."""
    before = lying(folder)
    try:
        wholefile.make_folder(folder)
        for file, data in instead(texts).items():
            _write_one(folder, file, data)
    except OSError as error:
        restore(folder, before)
        raise NotWritable(f"规则文件写不了（{refusal(error)}），没有生效；处理好以后再试。") from error


def restore(folder: Path, before: Mapping[str, bytes]) -> None:
    """Make the folder what it was, as far as the disk lets us; the rest is noticed at the next look."""
    with contextlib.suppress(OSError, NotWritable):
        now = lying(folder)
        for file in FILES:
            if before.get(file) != now.get(file):
                _write_one(folder, file, before.get(file))


def _write_one(folder: Path, file: str, data: bytes | None) -> None:
    path = folder / f"{file}.yaml"
    if data is not None:
        wholefile.write(path, data)
    elif path.exists():
        path.unlink()
        wholefile.sync_folder(folder)
