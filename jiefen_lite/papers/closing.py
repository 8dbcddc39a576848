"""What is due by itself: months are closed after their day, oldest first, and their papers made once."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from jiefen_lite import apart, indicators, reports
from jiefen_lite.errors import JiefenError, NotWritable
from jiefen_lite.papers import making
from jiefen_lite.papers.documents import Document
from jiefen_lite.shapes import Viewer
from jiefen_lite.store import audit, papers, snapshots
from jiefen_lite.store.database import only_one
from jiefen_lite.text import mask_text

if TYPE_CHECKING:
    from jiefen_lite.desk import House

log = logging.getLogger("jiefen_lite.papers")

LOCK = "months.lock"
ACTION = "make_report"
FREEZING = "冻结"
_BUG = "做这份报告时程序出错，请告诉管理员（服务日志里有原因）。"

#: Told what is being done.
Told = Callable[[str], None]


@dataclass(slots=True)
class Closed:
    """What was done: months frozen, papers kept, and what could not be made with the reason."""

    frozen: list[str] = field(default_factory=list)
    made: list[int] = field(default_factory=list)
    failed: list[tuple[str, str, str]] = field(default_factory=list)  # document, period, why


def is_due(house: House, viewer: Viewer, now: datetime) -> bool:
    """Whether a month waits to be closed, or a closed one for its papers."""
    return bool(reports.months_to_freeze(house, now.date())) or any(
        making.due(house, viewer, indicators.period_of(label))
        for label in snapshots.frozen_labels(house.store)
    )


def close_due(house: House, viewer: Viewer, now: datetime, templates: Path | None, tell: Told) -> Closed:
    """Close every month whose day is over, then make every paper of a closed month that is missing.

    Each month is frozen and each document kept in one step of its own, so that wherever this stops, the next
    run goes on from there. What cannot be made is told in the audit log; it does not hold up the others.
    Raises NotWritable where another run is at it.
    """
    done = Closed()
    with only_one(house.files.parent / LOCK, "月份正在关账、报告正在生成，请等它做完。"):
        for label in reports.months_to_freeze(house, now.date()):
            tell(f"冻结{_name(label)}")
            try:
                reports.freeze(house, viewer, label, now)
            except snapshots.AlreadyFrozen:
                continue  # a person has done it a moment ago
            except NotWritable:
                raise  # the next month would fare no better
            except Exception:  # noqa: BLE001 - a bug over one month must not keep all papers from the desk
                log.error("%s\n%s", label, mask_text(traceback.format_exc()))
                done.failed.append((FREEZING, label, _BUG))
                _note_failure(house, viewer, f"{FREEZING}:{label}", _BUG, now)
                break  # later months tell of what came late to this one
            done.frozen.append(label)
        for label in snapshots.frozen_labels(house.store):
            for document in making.due(house, viewer, indicators.period_of(label)):
                tell(f"写{_name(label)}{document.name}")
                _make_one(house, viewer, document, label, now, templates, done)
    return done


def _make_one(
    house: House, viewer: Viewer, document: Document, label: str, now: datetime, templates: Path | None,
    done: Closed,
) -> None:  # fmt: skip
    try:
        done.made += making.make(house, viewer, document.id, label, now, templates)
        return
    except papers.AlreadyMade:
        return
    except JiefenError as error:
        why = " ".join(error.sentences)
    except Exception:  # noqa: BLE001 - one document's bug must not keep the others from the leader's desk
        log.error("%s %s\n%s", document.id, label, mask_text(traceback.format_exc()))
        why = _BUG
    done.failed.append((document.id, label, why))
    _note_failure(house, viewer, f"{document.id}:{label}", why, now)


def _note_failure(house: House, viewer: Viewer, what: str, why: str, now: datetime) -> None:
    """Into the audit log, once and not at every try."""
    last = audit.last_failure(house.store, viewer, ACTION, what)
    if last is None or last["detail"].get("why") != why:
        log.warning("%s: %s", what, why)
        audit.record(house.store, viewer, ACTION, what, now=now, result="failed", detail={"why": why})


def close_apart(
    house: House, viewer: Viewer, now: datetime, templates: Path | None, tell: apart.Tell
) -> Closed:
    """:func:`close_due` in a process of low priority: it reckons for long, and pages go first."""
    return apart.run(house, tell, _close_there, viewer, now, templates)


def _close_there(
    house: House, tell: apart.Tell, viewer: Viewer, now: datetime, templates: Path | None
) -> Closed:
    return close_due(house, viewer, now, templates, tell)


def _name(label: str) -> str:
    return indicators.full_name(indicators.period_of(label))
