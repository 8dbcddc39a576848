"""The county's own templates: which there are, taking a checked new one, bringing an old one back.

A bad template never replaces the working one. What is replaced is kept beside it; who did what and when goes
into the audit log in the same transaction.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from exporters import own
from exporters.blanks import TemplateFault
from exporters.own import Verdict
from exporters.papers import PAPERS, Paper
from jiefen_lite import wholefile
from jiefen_lite.errors import JiefenError, NotFound
from jiefen_lite.shapes import Viewer
from jiefen_lite.store import Store, audit

KEPT = "replaced"  # the folder below the templates where replaced ones wait
MOST_KEPT = 20  # of one paper
ACTION = "template"
_KEPT_NAME = re.compile(r"(?P<document>[a-z_]+)-(?P<at>\d{8}-\d{6})-(?P<mark>[0-9a-f]{8})(?P<suffix>\.\w+)")


@dataclass(frozen=True, slots=True)
class Kept:
    """A replaced template that can be brought back."""

    name: str
    until: datetime  # when it was replaced
    size: int


@dataclass(frozen=True, slots=True)
class Shelf:
    """One paper with what this county has of it."""

    paper: Paper
    own: bool
    size: int
    faults: tuple[str, ...]  # of an own copy that came into the folder unchecked
    kept: tuple[Kept, ...]
    last: Mapping[str, Any] | None  # who took or reset it last, and when
    by_hand: bool = False  # what lies there is not what was taken last: somebody put it into the folder


def paper_of(document: str) -> Paper:
    """The paper of that name. Raises NotFound with those there are."""
    if document not in PAPERS:
        names = "、".join(f"{paper.document}（{paper.label}）" for paper in PAPERS.values())
        raise NotFound(f"没有叫“{document}”的公文模板。", f"有：{names}。")
    return PAPERS[document]


def shelf(store: Store, viewer: Viewer, folder: Path, paper: Paper) -> Shelf:
    """What this county has of one paper."""
    mine = folder / paper.file
    is_own = mine.is_file()
    faults: tuple[str, ...] = ()
    if is_own:
        try:
            own.require_sound(paper.document, paper.suffix, mine.read_bytes())
        except TemplateFault as told:
            faults = told.sentences[1:]
    size = mine.stat().st_size if is_own else len(own.shipped(paper.document, paper.suffix))
    last = audit.last(store, viewer, ACTION, paper.document)
    taken = last["detail"].get("sha256") if last is not None else None
    by_hand = taken != (hashlib.sha256(mine.read_bytes()).hexdigest() if is_own else None)
    return Shelf(paper, is_own, size, faults, tuple(_kept(folder, paper)), last, by_hand)


def shelves(store: Store, viewer: Viewer, folder: Path) -> list[Shelf]:
    """Every paper, in the order of the list."""
    return [shelf(store, viewer, folder, paper) for paper in PAPERS.values()]


def content(folder: Path, paper: Paper, which: str) -> bytes:
    """A template to look at: ``shipped``, ``own``, or the name of a replaced one. Raises NotFound."""
    if which == "shipped":
        return own.shipped(paper.document, paper.suffix)
    if which == "own" and (folder / paper.file).is_file():
        return (folder / paper.file).read_bytes()
    if any(one.name == which for one in _kept(folder, paper)):
        return (folder / KEPT / which).read_bytes()
    raise NotFound("没有这份模板，可能已经换过；请刷新页面再选。")


def check(paper: Paper, data: bytes) -> Verdict:
    """What is wrong with a template; nothing is kept."""
    return own.look_through(paper.document, data)


def take(store: Store, viewer: Viewer, folder: Path, paper: Paper, data: bytes, now: datetime) -> Verdict:
    """Check a template and, where it is good, use it from now on; the one before is kept."""
    verdict = check(paper, data)
    if verdict.good:
        _replace(store, viewer, folder, paper, data, now, "use")
    return verdict


def bring_back(store: Store, viewer: Viewer, folder: Path, paper: Paper, name: str, now: datetime) -> Verdict:
    """Use a replaced template again, where it is still good."""
    data = content(folder, paper, name)
    if name in ("own", "shipped"):
        raise NotFound("请从换下来的模板里选一份。")
    verdict = check(paper, data)
    if verdict.good:
        _replace(store, viewer, folder, paper, data, now, "back")
    return verdict


def reset(store: Store, viewer: Viewer, folder: Path, paper: Paper, now: datetime) -> None:
    """Use the shipped template again; the own one is kept. Raises JiefenError where there is none."""
    if not (folder / paper.file).is_file():
        raise JiefenError(f"{paper.label}用的就是随附模板，不用恢复。")
    _replace(store, viewer, folder, paper, None, now, "reset")


def _replace(
    store: Store, viewer: Viewer, folder: Path, paper: Paper, data: bytes | None, now: datetime, what: str
) -> None:
    """Put a template (None: the shipped one) in the working one's place, which is kept first."""
    mine = folder / paper.file
    before = mine.read_bytes() if mine.is_file() else None
    detail = {
        "what": what,
        "sha256": None if data is None else hashlib.sha256(data).hexdigest(),
        "before": None if before is None else hashlib.sha256(before).hexdigest(),
    }
    with store.writing():
        audit.record(store, viewer, ACTION, paper.document, now=now, detail=detail)
        wholefile.make_folder(folder / KEPT)
        if before is not None and before != data:
            mark = hashlib.sha256(before).hexdigest()[:8]
            name = f"{paper.document}-{now:%Y%m%d-%H%M%S}-{mark}{paper.suffix}"
            wholefile.write(folder / KEPT / name, before)
        if data is None:
            mine.unlink(missing_ok=True)
            wholefile.sync_folder(folder)
        else:
            wholefile.write(mine, data)
    for old in _kept(folder, paper)[MOST_KEPT:]:
        (folder / KEPT / old.name).unlink(missing_ok=True)


def _kept(folder: Path, paper: Paper) -> Sequence[Kept]:
    """The replaced templates of a paper, newest first."""
    found = []
    for path in (folder / KEPT).glob(f"*{paper.suffix}"):
        name = _KEPT_NAME.fullmatch(path.name)
        if name is not None and name["document"] == paper.document and path.is_file():
            until = datetime.strptime(name["at"], "%Y%m%d-%H%M%S")
            found.append(Kept(path.name, until, path.stat().st_size))
    return sorted(found, key=lambda one: one.name, reverse=True)
