"""A working day in a centre, as steps that know whether they are done: so it can be gone on with."""

from __future__ import annotations

import importlib
import io
import re
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient

from jiefen_lite import backup, config, corrections, demo, intake, jobs, papers, reports, training
from jiefen_lite.cli.center import make_center
from jiefen_lite.cli.common import Opened
from jiefen_lite.cli.papers import write_health
from jiefen_lite.desk import House
from jiefen_lite.elements import model
from jiefen_lite.errors import JiefenError
from jiefen_lite.ruledesk import coming, keeping
from jiefen_lite.rules import loader
from jiefen_lite.shapes import CaseQuery, Role, Viewer
from jiefen_lite.store import (
    Store,
    batches,
    cases,
    database,
    open_store,
    ruleversions,
    snapshots,
    users,
)
from jiefen_lite.store import papers as kept_papers
from jiefen_lite.store.crypto import derive_secret, key_mark, read_key
from jiefen_lite.training import Learned
from jiefen_lite.web.app import create_app
from tests import tickets
from tests.factories import NOW, OPERATOR
from tests.knocks import tracer
from tests.tickets import DONE, ticket
from tests.web import support

WHO = "督办王"
MONTH = "2025-11"
#: Its day of freezing is over.
CLOSING = NOW + timedelta(days=8)
UPGRADE = Path(__file__).parent / "upgrade.py"

#: What was there before the day begins.
EARLIER = [ticket(f"E{at}", 诉求人姓名=f"孙{at}", 手机号码=f"1390000{at:04d}") for at in range(8)]


def _new(mark: str, count: int) -> list[dict[str, Any]]:
    return [
        ticket(f"{mark}{at}", 诉求人姓名=f"李{at % 5}", 手机号码=f"1380000{at % 5:04d}")
        for at in range(count)
    ]


#: File name → its rows. The second brings news of known cases, a row that is refused, one that is no dispute.
LEDGERS = {
    "新件.xlsx": _new("N", 12),
    "回访.xlsx": [
        *({**one, **DONE} for one in EARLIER[:4]),
        *_new("U", 3),
        ticket("R1", **{"12345受理时间": "2025-02-30"}),
        ticket("X1", 诉求类型="咨询"),
    ],
    "大表.xlsx": _new("H", 24),
    "网页.xlsx": [*_new("W", 6), {**EARLIER[5], **DONE}],
}

Do = Callable[[House, Path, Viewer], object]
Done = Callable[[House, Path], bool]


@dataclass(frozen=True)
class Step:
    """One thing that a person does and gets an answer to."""

    name: str
    do: Do
    done: Done


# ------------------------------------------------------------------ the centre


def make(folder: Path, ledgers: Path) -> None:
    """A centre with one account and a few cases, at rest; and the files of the day."""
    make_center(folder, demo.center())
    with opened(folder) as house:
        hashed = support.password_hash()
        users.add(house.store, support.OPERATOR, WHO, [Role.SUPERVISOR], None, hashed, NOW, must_change=False)
        tickets.bring(house, tickets.sheet(EARLIER), name="上期.xlsx")
        for name in ("回访.xlsx", "新件.xlsx"):
            (ledgers / name).write_bytes(tickets.sheet(LEDGERS[name]))
        for name in ("大表.xlsx", "网页.xlsx"):
            (ledgers / name).write_bytes(tickets.sheet(LEDGERS[name]))
    settle(folder)


def settle(folder: Path) -> None:
    """Fold the log into the database, so that the folder can be copied as it is."""
    with opened(folder) as house, house.store.reading():
        house.store.db.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")


@contextmanager
def opened(folder: Path) -> Iterator[House]:
    """The centre opened as a command opens it; its rules are read once for all tests."""
    paths = config.Paths(folder)

    def backed_up(store: Store) -> None:
        backup.before_upgrade(store, folder, demo.center(), NOW)

    key = read_key(paths.key)
    store = open_store(str(paths.db), key, paths.lock, kept=True, before_upgrade=backed_up)
    try:
        yield House(store, demo.center(), tickets.shipped_rules(), paths.files)
    finally:
        store.close()


def who(house: House) -> Viewer:
    """The person whose day it is."""
    account = users.find(house.store, WHO)
    assert account is not None
    return account.viewer()


# ------------------------------------------------------------------ what is done


def _batch_of(house: House, name: str) -> batches.BatchRecord | None:
    """The last batch of a file that is not given up."""
    found = [one for one in batches.all_batches(house.store) if one.file_name == name]
    standing = [one for one in found if one.state in ("previewed", "committing", "committed", "revoked")]
    return standing[-1] if standing else None


def _read(name: str) -> Step:
    def do(house: House, folder: Path, viewer: Viewer) -> None:
        tickets.look(house, ledgers_of(folder) / name, name=name, viewer=viewer)

    return Step(f"read {name}", do, lambda house, _folder: _batch_of(house, name) is not None)


def _confirm(name: str) -> Step:
    def do(house: House, _folder: Path, viewer: Viewer) -> None:
        batch = _batch_of(house, name)
        assert batch is not None
        intake.commit(house, viewer, batch.id, now=NOW)

    def done(house: House, _folder: Path) -> bool:
        batch = _batch_of(house, name)
        return batch is not None and batch.state in ("committed", "revoked")

    return Step(f"confirm {name}", do, done)


def _withdraw(name: str) -> Step:
    def do(house: House, _folder: Path, viewer: Viewer) -> None:
        batch = _batch_of(house, name)
        assert batch is not None
        intake.withdraw(house, viewer, batch.id, "报错了文件", NOW)

    def done(house: House, _folder: Path) -> bool:
        batch = _batch_of(house, name)
        return batch is not None and batch.state == "revoked"

    return Step(f"withdraw {name}", do, done)


def _case(house: House, number: str) -> Any:
    query = CaseQuery(where=(("source_no", number),))
    (found,) = cases.list_cases(house.store, who(house), query, full=True)
    return found


def _correct() -> Step:
    def do(house: House, _folder: Path, viewer: Viewer) -> None:
        corrections.correct(house, viewer, _case(house, "E7").case_code, {"people": 12}, "电话核实", NOW)

    return Step("correct", do, lambda house, _folder: _case(house, "E7").people_count == 12)


def _freeze() -> Step:
    def do(house: House, _folder: Path, viewer: Viewer) -> None:
        reports.freeze(house, viewer, MONTH, CLOSING)

    return Step("freeze", do, lambda house, _folder: MONTH in snapshots.frozen_labels(house.store))


def _report() -> Step:
    def do(house: House, folder: Path, viewer: Viewer) -> None:
        paths = config.Paths(folder)
        write_health(Opened(house, paths, viewer), MONTH, paths.out, NOW.date())

    return Step("report", do, lambda _house, folder: len(list(config.Paths(folder).out.iterdir())) == 2)


def _close() -> Step:
    """As the job of the night does it, in this process: one month is closed, its papers are made."""

    def do(house: House, folder: Path, _viewer: Viewer) -> None:
        blanks = config.Paths(folder).templates
        papers.close_due(house, jobs.SYSTEM, CLOSING, blanks, lambda _words: None)

    def done(house: House, _folder: Path) -> bool:
        return bool(kept_papers.listing(house.store, jobs.SYSTEM, period=MONTH))

    return Step("close", do, done)


def _sign() -> Step:
    def do(house: House, _folder: Path, viewer: Viewer) -> None:
        paper = kept_papers.listing(house.store, viewer, period=MONTH)[0]
        papers.sign(house, viewer, paper.id, CLOSING)

    def done(house: House, _folder: Path) -> bool:
        return any(one.signed_at for one in kept_papers.listing(house.store, jobs.SYSTEM, period=MONTH))

    return Step("sign", do, done)


#: The first two are of one day; the third, days later, lets the first go.
BACKUPS = (NOW, NOW + timedelta(minutes=1), NOW + timedelta(days=3))


def _back_up(at: datetime, *, apart: bool) -> Step:
    """As the page of backups and the job of the day do it, in a process apart; or as the command does."""

    def do(house: House, folder: Path, viewer: Viewer) -> None:
        if apart:
            backup.back_up_apart(house, viewer, folder, now=at, progress=lambda *_told: None)
        else:
            backup.back_up_to_shelf(house.store, viewer, folder, house.center, now=at)

    def done(house: House, folder: Path) -> bool:
        return any(one.made_at >= at for one in backups_of(house, folder))

    return Step(f"backup {at}", do, done)


def backups_of(house: House, folder: Path) -> list[backup.Kept]:
    """The finished backups of a centre."""
    kept = backup.listing(backup.folder_of(house.center, folder), key_mark(house.store.cipher.key))
    assert all(one.whole for one in kept)
    return kept


def _rules_of(house: House, file: str) -> list[str]:
    """Why each version of a rule file that came into force did, the oldest first."""
    kept = ruleversions.history(house.store, OPERATOR, file)
    return [one.reason for one in reversed(kept) if one.done_at is not None]


def _own_rules(simple: int, risk_too: bool = False) -> dict[str, str | None]:
    """The county's deadlines with so many days for a simple case."""
    days = loader.shipped("deadlines").decode().replace("simple_days: 3", f"simple_days: {simple}", 1)
    risk = loader.shipped("risk").decode() + "\n# 本县\n"
    return {"deadlines": days} | ({"risk": risk} if risk_too else {})


def _lies_there(folder: Path, simple: int) -> bool:
    path = config.Paths(folder).rules / "deadlines.yaml"
    return path.is_file() and path.read_text("utf-8") == _own_rules(simple)["deadlines"]


def _is_going_on(house: House) -> bool:
    """The next change is written down, and its file may lie there before it is marked as done."""
    return bool(ruleversions.planned(house.store, OPERATOR))


def _put_rules() -> Step:
    """Two files at once: both are in force or neither."""

    def do(house: House, folder: Path, _viewer: Viewer) -> None:
        texts, rules = _own_rules(2, risk_too=True), config.Paths(folder).rules
        coming.look(house, rules, NOW)  # what a full disk has stopped may be finished by now
        if not done(house, folder):
            keeping.put(house, OPERATOR, rules, texts, reason="两个文件", now=NOW)

    def done(house: House, folder: Path) -> bool:
        found = [_rules_of(house, file) for file in ("deadlines", "risk")]
        return all("两个文件" in one for one in found) and (
            (config.Paths(folder).rules / "risk.yaml").is_file()
            and (len(found[0]) > 1 or _lies_there(folder, 2) or _is_going_on(house))
        )

    return Step("put rules", do, done)


def _use_model() -> Step:
    """A model of one word: it is in force whole or not at all."""
    about: dict[str, Any] = {
        "made_at": NOW.isoformat(), "made_by": WHO, "sha256": "0" * 64, "rows": 90, "macro_f1": 0.9,
        "labels": ["劳动争议", "物业"], "types": {"劳动争议": "labor"}, "speaks": False, "scale": 1.0,
        "threshold": None, "compared": None,
    }  # fmt: skip

    def do(house: House, _folder: Path, _viewer: Viewer) -> None:
        data = model.pack(["工资"], [1.0], [[1.0, -1.0]], [0.0, 0.0], [7], about)
        training.put(house, OPERATOR, Learned(data, about, ()), NOW)

    def done(house: House, _folder: Path) -> bool:
        lying = training.shelf(house)
        found = lying.current()
        assert lying.trouble == (), "half a model"
        return found is not None and found.report == about

    return Step("use model", do, done)


def _planned_rules() -> Step:
    """Planned one day, in force the next, as the job of the minute does it."""

    def do(house: House, folder: Path, _viewer: Viewer) -> None:
        rules, later = config.Paths(folder).rules, NOW + timedelta(days=1)
        if not ruleversions.planned(house.store, OPERATOR):  # else it was stopped after that
            keeping.put(
                house, OPERATOR, rules, _own_rules(4), reason="明天起", now=NOW, from_day=later.date()
            )
        coming.look(house, rules, later)

    def done(house: House, folder: Path) -> bool:
        found = _rules_of(house, "deadlines")
        return "明天起" in found and (len(found) > 2 or _lies_there(folder, 4) or _is_going_on(house))

    return Step("planned rules", do, done)


def _rules_back() -> Step:
    def do(house: House, folder: Path, _viewer: Viewer) -> None:
        later, rules = NOW + timedelta(days=2), config.Paths(folder).rules
        coming.look(house, rules, later)
        if not done(house, folder):
            keeping.back(house, OPERATOR, rules, "deadlines", 0, reason="用随附的", now=later)

    def done(house: House, folder: Path) -> bool:
        is_shipped = not (config.Paths(folder).rules / "deadlines.yaml").exists()
        return is_shipped and "用随附的" in _rules_of(house, "deadlines")

    return Step("rules back", do, done)


def _upgrade() -> Step:
    """The database opened by a newer version: its migrations run while it is being opened."""

    def do(_house: House, folder: Path, _viewer: Viewer) -> None:
        raise AssertionError("opening has done it")

    def done(house: House, _folder: Path) -> bool:
        with house.store.reading():
            return "knock" in house.store.db.get_tables()

    return Step("upgrade", do, done)


def _on_pages(*names: str) -> list[Step]:
    """The same steps through the pages."""
    return [_page(step) for name in names for step in (_read(name), _confirm(name))] + [
        _page(_correct()), _page(_withdraw(names[-1]))
    ]  # fmt: skip


class Refused(JiefenError):
    """What a page said instead of doing it."""


def _done_on(answer: Any, *typed: str) -> None:
    """A page that did what was asked for; raises Refused where it says why not, and shows what was typed."""
    html = answer.get_data(as_text=True)
    if answer.status_code == 503:
        assert all(words in html for words in typed)
        raise Refused(re.sub(r"<[^>]+>", " ", html.split("<main", 1)[1].split("</main", 1)[0]))
    assert answer.status_code == 302, html


def _page(step: Step) -> Step:
    def do(house: House, folder: Path, _viewer: Viewer) -> None:
        secret = derive_secret(house.store.cipher.key, "forms")
        app = create_app(house, secret=secret, paths=config.Paths(folder), now=lambda: NOW)
        try:
            work(house, folder, app.test_client())
            tasks = app.extensions["tasks"]
            user = who(house).user_id
            while any(task.state in ("waiting", "running") for task in tasks.of(user)):
                time.sleep(0.005)
            for task in tasks.of(user):
                if task.state == "failed":
                    raise Refused(*task.sentences)
        finally:
            app.extensions["tasks"].close()

    def work(house: House, folder: Path, client: FlaskClient) -> None:
        _done_on(support.sign_in(client, WHO), WHO)
        what, _, name = step.name.partition(" ")
        batch = _batch_of(house, name)
        if what == "read":
            data = io.BytesIO((ledgers_of(folder) / name).read_bytes())
            _done_on(support.send(client, "/upload", files=[(data, name)], channel=""))
        elif what == "confirm" and batch is not None:
            _done_on(support.send(client, f"/batches/{batch.id}/confirm"))
        elif what == "withdraw" and batch is not None:
            reason = "报错了文件"
            _done_on(support.send(client, f"/batches/{batch.id}/withdraw", reason=reason), reason)
        else:
            address = f"/cases/{_case(house, 'E7').case_code}/correct"
            _done_on(support.send(client, address, people="12", reason="电话核实"), "12", "电话核实")

    return Step(step.name, do, step.done)


IMPORTS = [step for name in ("新件.xlsx", "回访.xlsx") for step in (_read(name), _confirm(name))]
SCENES: dict[str, list[Step]] = {
    "imports": IMPORTS,
    "helpers": [_read("大表.xlsx"), _confirm("大表.xlsx")],
    "desk": [
        _read("回访.xlsx"),
        _confirm("回访.xlsx"),
        _correct(),
        _freeze(),
        _report(),
        _withdraw("回访.xlsx"),
    ],
    "papers": [_close(), _sign()],
    "pages": _on_pages("网页.xlsx"),
    "rules": [_put_rules(), _use_model(), _planned_rules(), _rules_back()],
    "upgrade": [_upgrade()],
    "backup": [
        _back_up(BACKUPS[0], apart=True),
        _correct(),
        _back_up(BACKUPS[1], apart=False),
        _back_up(BACKUPS[2], apart=True),
    ],
}

#: Kept papers tell when they were made, so another process never writes the same bytes: their scene is
#: only looked at on rebuilt disks.
SAME_EACH_TIME = [scene for scene in SCENES if scene != "papers"]


def ledgers_of(folder: Path) -> Path:
    """The files of the day lie beside the centre, where the clerk has them."""
    return folder.parent / "ledgers"


#: Small transactions, so that few rows make many moments.
SMALL: tuple[tuple[str, str, Any], ...] = (
    ("jiefen_lite.intake.commit", "CHUNK", 4),
    ("jiefen_lite.intake.commit", "NUMBERED_AT_ONCE", 40),
    ("importers.session", "ROWS_A_BATCH", 4),
    ("jiefen_lite.config", "now", lambda: NOW),
)


def small_steps(scene: str) -> None:
    """Set this process to small steps; to helpers for a handful of rows where the scene wants them."""
    for module, name, value in SMALL:
        setattr(importlib.import_module(module), name, value)
    if scene == "helpers":
        importlib.import_module("jiefen_lite.intake.workshop").ALONE_UP_TO = 10
    database.PRAGMAS["wal_autocheckpoint"] = 60  # the log is folded in while work goes on


def newer_version(folder: Path) -> Path:
    """The migrations of a version that comes after this one."""
    if not folder.exists():
        shutil.copytree(database.MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(UPGRADE, folder / "9999_knock.py")
    return folder


def go_on(house: House, folder: Path, scene: str, answered: Callable[[str], None]) -> None:
    """Do what is not done yet."""
    viewer = who(house)
    for step in SCENES[scene]:
        if not step.done(house, folder):
            step.do(house, folder, viewer)
        answered(step.name)


def play(folder: Path, scene: str) -> None:
    """One scene on one centre, everything said aloud that a person would be told."""
    small_steps(scene)
    if scene == "upgrade":
        database.MIGRATIONS = newer_version(folder.parent / "migrations")
    with opened(folder) as house:
        go_on(house, folder, scene, tracer.ack)
    assert tracer.missed == [], tracer.missed
    tracer.ack("closed")


def copy_centre(template: Path, to: Path) -> Path:
    """Another centre with the same content."""
    return Path(shutil.copytree(template, to))
