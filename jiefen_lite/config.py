"""Where this county keeps its things, and what ``center.yaml`` says. Only doors read it.

``center.yaml`` is read like a rule file: every fault at once, with its line and the cure.
"""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

from jiefen_lite import wholefile
from jiefen_lite.errors import ConfigError, refusal
from jiefen_lite.rules import loader
from jiefen_lite.rules.checks import RowChecks
from jiefen_lite.rules.convert import Made
from jiefen_lite.rules.marks import AtLeast, Matches, Names, OneOf, RefersTo
from jiefen_lite.shapes import (
    AccountSettings,
    Center,
    Duty,
    InboxSettings,
    Region,
    StorageSettings,
    Town,
    Unit,
    Village,
)

FILE = "center.yaml"
ENVIRONMENT = "JIEFEN_CENTER"
SECRET = "JIEFEN_SECRET_"

# The letters before every case code. Taking the initials of 富锦 would need a table of readings for
# all characters; a centre that wants its own letters writes case_prefix (富锦市 writes FJ).
DEFAULT_PREFIX = "JF"

WEEKDAYS = "一二三四五六日"

_ZONE = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class Paths:
    """The places inside one centre folder."""

    folder: Path

    @property
    def center(self) -> Path:
        return self.folder / FILE

    @property
    def db(self) -> Path:
        return self.folder / "jiefen.db"

    @property
    def lock(self) -> Path:
        return self.folder / "jiefen.lock"

    @property
    def key(self) -> Path:
        return self.folder / "secret.key"

    @property
    def begun(self) -> Path:
        """``center.yaml`` while the rest of a new centre is being made."""
        return self.folder / f"{FILE}.new"

    @property
    def recovery(self) -> Path:
        return self.folder / "recovery.json"

    @property
    def belongings(self) -> tuple[Path, ...]:
        """What is a centre's own and of no other: keys and database, with the latter's log."""
        logs = (self.db.with_name(self.db.name + end) for end in ("-wal", "-shm", "-journal"))
        return (self.key, self.recovery, self.db, *logs)

    @property
    def files(self) -> Path:
        return self.folder / "files"

    @property
    def backups(self) -> Path:
        return self.folder / "backups"

    @property
    def out(self) -> Path:
        return self.folder / "out"

    @property
    def inbox(self) -> Path:
        return self.folder / "inbox"

    @property
    def rules(self) -> Path:
        return self.folder / "rules"

    @property
    def templates(self) -> Path:
        return self.folder / "templates"


# ------------------------------------------------------------------ what center.yaml may hold


Population = Annotated[int, AtLeast(0)]


@dataclass(frozen=True, slots=True)
class VillageText:
    """A village or community."""

    name: str
    aliases: tuple[str, ...] = ()
    old_names: tuple[str, ...] = ()
    population: Population | None = None
    coordinates: tuple[float, ...] = ()  # longitude, latitude: for the county's own map


@dataclass(frozen=True, slots=True)
class TownText:
    """A town or sub-district."""

    name: Annotated[str, Names("town")]
    aliases: tuple[str, ...] = ()
    population: Population | None = None
    coordinates: tuple[float, ...] = ()
    villages: tuple[VillageText, ...] = ()


@dataclass(frozen=True, slots=True)
class RegionText:
    """The county."""

    name: str
    code: Annotated[str, Matches(r"\d{6}(\d{6})?", '6 位行政区划代码，例如 code: "230882"')]
    towns: tuple[TownText, ...] = ()


@dataclass(frozen=True, slots=True)
class DutyText:
    """One line of a unit's duty rota; without weekdays and days it holds every day."""

    person: str
    phone: Annotated[str, Matches(r"1\d{10}|(0\d{2,3}-?)?\d{7,8}", "手机号或座机号")] | None = None
    weekdays: tuple[Annotated[str, OneOf(tuple(WEEKDAYS))], ...] = ()
    start: date | None = None
    end: date | None = None


@dataclass(frozen=True, slots=True)
class UnitText:
    """A unit that can be given a case."""

    name: str
    kind: Annotated[str, OneOf(("department", "town"))]
    aliases: tuple[str, ...] = ()
    town: Annotated[str, RefersTo("town")] | None = None
    leader: str | None = None
    stand_in: str | None = None
    duty: tuple[DutyText, ...] = ()
    residence: Annotated[str, OneOf(("permanent", "rotating", "on_call"))] | None = None
    hours: str | None = None


@dataclass(frozen=True, slots=True)
class HolidayText:
    """A day entered by hand, over the published tables."""

    date: date
    kind: Annotated[str, OneOf(("rest", "work"))]
    name: str = "节假日"


@dataclass(frozen=True, slots=True)
class InboxText:
    """The watched folder."""

    folder: str = "inbox"
    every_seconds: Annotated[int, AtLeast(2)] = 10
    keep_done_days: Annotated[int, AtLeast(1)] | None = None


@dataclass(frozen=True, slots=True)
class StorageText:
    """Room on the disk."""

    reserve_mb: Annotated[int, AtLeast(0)] = 64
    keep_free_mb: Annotated[int, AtLeast(0)] = 300


@dataclass(frozen=True, slots=True)
class AccountsText:
    """Passwords."""

    first_password_days: Annotated[int, AtLeast(1)] = 7
    password_hint_days: Annotated[int, AtLeast(1)] = 90


@dataclass(frozen=True, slots=True)
class CenterText:
    """center.yaml"""

    name: str
    region: RegionText
    units: tuple[UnitText, ...] = ()
    case_prefix: Annotated[str, Matches(r"[A-Z]{1,8}", "1 至 8 个大写字母，例如 FJ")] = DEFAULT_PREFIX
    holidays: tuple[HolidayText, ...] = ()
    database_url: str | None = None
    backup_folder: str | None = None
    public_address: (
        Annotated[
            str, Matches(r"https?://[A-Za-z0-9.\-]+(:\d{1,5})?/?", "网址，例如 http://192.168.1.10:8000")
        ]
        | None
    ) = None
    inbox: InboxText = InboxText()
    storage: StorageText = StorageText()
    accounts: AccountsText = AccountsText()


# ------------------------------------------------------------------ reading

#: Where a value of the file was made, by the value's identity.
Lines = dict[int, Made]


def load(folder: Path) -> Center:
    """The centre of a folder (or of its ``center.yaml``). Raises ConfigError with every fault."""
    folder = folder.parent if folder.name == FILE else folder
    try:
        data = Paths(folder).center.read_bytes()
    except FileNotFoundError:
        raise ConfigError(
            f"文件夹“{folder}”里没有 {FILE}，不是一个中心文件夹。",
            f"请用 --center 指定中心文件夹，或者先运行 jiefen init {folder} 新建一个。",
        ) from None
    except OSError as error:
        raise ConfigError(f"打不开 {Paths(folder).center}（{refusal(error)}）；请检查读取权限。") from error
    if not data.strip():
        raise ConfigError(f"{FILE} 是空的，不知道是哪个中心。", "请从备份中恢复这个文件，不要删掉它。")
    lines: Lines = {}
    text, faults = loader.parse_typed(data, CenterText, FILE, _noting(lines))
    if text is None:
        raise ConfigError(*(str(fault) for fault in faults))
    return _center(text, lines)


def find_center(option: str | None = None) -> Path:
    """The centre folder: the option, else JIEFEN_CENTER, else the current folder if it is one."""
    for given, source in ((option, "--center"), (os.environ.get(ENVIRONMENT), ENVIRONMENT)):
        if given:
            folder = Path(given).expanduser()
            if not Paths(folder).center.is_file():
                raise ConfigError(
                    f"{source} 指定的文件夹“{given}”里没有 {FILE}。",
                    f"请检查路径，或者先运行 jiefen init {given} 新建一个中心。",
                )
            return folder.resolve()
    here = Path.cwd()
    if Paths(here).center.is_file():
        return here
    raise ConfigError(
        f"不知道用哪个中心：当前文件夹里没有 {FILE}。",
        f"请加上 --center 文件夹，或者设置环境变量 {ENVIRONMENT}，或者先运行 jiefen init 文件夹 新建一个。",
    )


def way_secret(way: str) -> str | None:
    """The secret of a way of messages.yaml as the environment gives it: JIEFEN_SECRET_SMS for ``sms``."""
    return os.environ.get(f"{SECRET}{way.upper()}") or None


def now() -> datetime:
    """The time of day in this county, without a zone: the one place where the clock is read."""
    return datetime.now(_ZONE).replace(tzinfo=None, microsecond=0)


def _noting(lines: Lines) -> RowChecks:
    """The checks of rows, which also note where each unit and each line of a rota stands."""

    def noting(
        check: Callable[[Made], Iterator[tuple[str, str]]],
    ) -> Callable[[Made], Iterator[tuple[str, str]]]:
        def noted(made: Made) -> Iterator[tuple[str, str]]:
            lines[id(made.value)] = made
            return check(made)

        return noted

    return {cls: noting(check) for cls, check in _ROWS.items()}


def _unit(text: UnitText, lines: Lines) -> Unit:
    made = lines[id(text)]
    duty = tuple(
        Duty(
            one.person,
            one.phone,
            tuple(WEEKDAYS.index(day) for day in one.weekdays),
            one.start,
            one.end,
            lines[id(one)].line_of("person"),
        )
        for one in text.duty
    )
    where = tuple((key, made.line_of(key)) for key in ("name", "leader", "stand_in"))
    return Unit(
        text.name,
        text.kind,
        text.aliases,
        text.town,
        text.leader,
        text.stand_in,
        duty,
        where,
        text.residence,
        text.hours,
    )


def _center(text: CenterText, lines: Lines) -> Center:
    towns = tuple(
        Town(
            town.name,
            town.aliases,
            town.population,
            tuple(Village(each.name, each.aliases, each.old_names) for each in town.villages),
        )
        for town in text.region.towns
    )
    return Center(
        name=text.name,
        region=Region(text.region.name, text.region.code, towns),
        units=tuple(_unit(each, lines) for each in text.units),
        case_prefix=text.case_prefix,
        holidays=tuple((each.date, each.kind == "rest", each.name) for each in text.holidays),
        database_url=text.database_url,
        backup_folder=text.backup_folder,
        public_address=text.public_address,
        inbox=InboxSettings(text.inbox.folder, text.inbox.every_seconds, text.inbox.keep_done_days),
        storage=StorageSettings(text.storage.reserve_mb, text.storage.keep_free_mb),
        accounts=AccountSettings(text.accounts.first_password_days, text.accounts.password_hint_days),
    )


def _town_rows(made: Made) -> Iterator[tuple[str, str]]:
    for name in _twice([village.name for village in made.value.villages]):
        yield "villages", f"“{made.value.name}”的村（社区）“{name}”写了两遍；请删掉一处"


def _unit_rows(made: Made) -> Iterator[tuple[str, str]]:
    if made.value.kind == "town" and made.value.town is None:
        yield "kind", f"单位“{made.value.name}”是镇（街道）单位，请写明 town，例如 town: 兴隆岗镇"
    if made.value.hours and made.value.residence is None:
        yield "hours", f"单位“{made.value.name}”写了入驻时间，请也写明 residence，例如 residence: rotating"
    if made.value.leader and made.value.stand_in == made.value.leader:
        yield "stand_in", f"单位“{made.value.name}”的代理人就是分管领导自己；请写另一个人，或者不写"


def _duty_rows(made: Made) -> Iterator[tuple[str, str]]:
    start, end = made.value.start, made.value.end
    if start and end and end < start:
        yield "end", f"“{made.value.person}”的值班 {end} 结束，比开始的 {start} 还早；请改日期"
    for day in _twice(list(made.value.weekdays)):
        yield "weekdays", f"“{made.value.person}”的星期{day}写了两遍；请删掉一处"


def _center_rows(made: Made) -> Iterator[tuple[str, str]]:
    for name in _twice([unit.name for unit in made.value.units]):
        yield "units", f"单位“{name}”写了两遍；请删掉一处"
    for day in _twice([holiday.date.isoformat() for holiday in made.value.holidays]):
        yield "holidays", f"{day} 写了两遍；请只留一处"


_ROWS: RowChecks = {
    TownText: _town_rows,
    UnitText: _unit_rows,
    DutyText: _duty_rows,
    CenterText: _center_rows,
}


def _twice(names: list[str]) -> list[str]:
    return [name for name, count in Counter(names).items() if count > 1]


# ------------------------------------------------------------------ making a centre folder


def begin(folder: Path, center: Center) -> Paths:
    """Make a centre's folders, and its ``center.yaml`` under another name until :func:`finish`.

    An existing centre is never touched. What a try has left that did not come to its end is removed: it
    holds nothing, and its recovery phrase was never shown. Raises ConfigError.
    """
    paths = Paths(folder)
    if paths.center.exists():
        raise ConfigError(
            f"“{folder}”已经是一个中心文件夹；请换一个文件夹，或者直接使用它。",
            "如果是刚建的、没来得及抄下恢复短语，请删掉这个文件夹再建一次。",
        )
    try:
        found = [path for path in paths.belongings if path.exists()]
        if found and not paths.begun.exists():
            names = "、".join(path.name for path in found)
            raise ConfigError(
                f"“{folder}”里有 {names}，却没有 {FILE}：可能是丢了 {FILE} 的中心，没有动它。",
                f"请从备份里恢复 {FILE}，或者换一个文件夹。",
            )
        for path in found:
            path.unlink()
        for each in (paths.files, paths.backups, paths.out, paths.inbox, paths.rules, paths.templates):
            wholefile.make_folder(each)
        folder.chmod(0o700)  # case files and the key: for the account that serves, and nobody else
        write_center_yaml(center, paths.begun)
    except OSError as error:
        raise ConfigError(f"建不了文件夹“{folder}”（{refusal(error)}）；请检查路径和写入权限。") from error
    return paths


def finish(paths: Paths) -> None:
    """Everything is there: from now on the folder is a centre, also after a power cut. Raises OSError."""
    wholefile.sync_folder(paths.folder)
    os.replace(paths.begun, paths.center)
    wholefile.sync_folder(paths.folder)


def write_center_yaml(center: Center, path: Path) -> None:
    """Write ``center.yaml`` so that ``load`` reads the same centre back and people can edit it."""
    wholefile.write(path, ("\n".join(_lines(center)) + "\n").encode())


def _lines(center: Center) -> Iterator[str]:
    yield "# 本中心的名称、区划和单位。改完运行 jiefen doctor 检查。"
    yield f"name: {_text(center.name)}"
    yield "# 案件码前面的字母"
    yield f"case_prefix: {_text(center.case_prefix)}"
    if center.database_url:
        yield f"database_url: {_text(center.database_url)}"
    if center.backup_folder:
        yield f"backup_folder: {_text(center.backup_folder)}"
    else:
        yield "# 备份放到另一块盘或共享文件夹，例如 backup_folder: /mnt/backup；不写就放在这里的 backups"
    if center.public_address:
        yield f"public_address: {_text(center.public_address)}"
    else:
        yield "# 群众的手机怎样打开本系统，印在评价的二维码里，例如 public_address: http://192.168.1.10:8000"
    yield "region:"
    yield f"  name: {_text(center.region.name)}"
    yield f"  code: {_text(center.region.code)}"
    yield "  towns:" if center.region.towns else "  towns: []"
    for town in center.region.towns:
        yield f"    - name: {_text(town.name)}"
        yield f"      aliases: {_list(town.aliases)}"
        if town.population is not None:
            yield f"      population: {town.population}"
        yield "      villages:" if town.villages else "      villages: []"
        for village in town.villages:
            more = f", aliases: {_list(village.aliases)}" if village.aliases else ""
            more += f", old_names: {_list(village.old_names)}" if village.old_names else ""
            yield f"        - {{name: {_text(village.name)}{more}}}"
    yield "# 收件箱：folder 可以是共享盘上的文件夹；keep_done_days 收完的文件留几天，不写就一直留着"
    yield "inbox:"
    yield f"  folder: {_text(center.inbox.folder)}"
    yield f"  every_seconds: {center.inbox.every_seconds}"
    if center.inbox.keep_done_days is not None:
        yield f"  keep_done_days: {center.inbox.keep_done_days}"
    yield "# 磁盘：平时预留 reserve_mb 兆，满了放出来应急；导入和备份开始前，至少要剩 keep_free_mb 兆"
    yield "storage:"
    yield f"  reserve_mb: {center.storage.reserve_mb}"
    yield f"  keep_free_mb: {center.storage.keep_free_mb}"
    yield "# 密码：首次密码几天不用就作废，用了几天提醒更换"
    yield "accounts:"
    yield f"  first_password_days: {center.accounts.first_password_days}"
    yield f"  password_hint_days: {center.accounts.password_hint_days}"
    yield "# kind: department 部门，town 镇（街道）；leader 分管领导，stand_in 他不在时由谁代（写用户名）"
    yield "# residence 入驻方式：permanent 常驻，rotating 轮驻，on_call 随叫随驻"
    yield "# hours 入驻时间，例如 周二全天"
    yield "# duty 值班表，一人一行，例如 duty: [{person: 张三, weekdays: [一, 三], phone: 0454-2230000},"
    yield "#   {person: 李四, start: 2027-02-05, end: 2027-02-12}]；写了日期的那几天优先"
    yield "units:" if center.units else "units: []"
    for unit in center.units:
        more = f", town: {_text(unit.town)}" if unit.town else ""
        more += f", leader: {_text(unit.leader)}" if unit.leader else ""
        more += f", stand_in: {_text(unit.stand_in)}" if unit.stand_in else ""
        more += f", residence: {unit.residence}" if unit.residence else ""
        more += f", hours: {_text(unit.hours)}" if unit.hours else ""
        more += f", duty: [{', '.join(map(_duty_line, unit.duty))}]" if unit.duty else ""
        aliases = _list(unit.aliases)
        yield f"  - {{name: {_text(unit.name)}, kind: {unit.kind}, aliases: {aliases}{more}}}"
    yield "# 手工补的节假日和调休，例如 {date: 2027-02-05, kind: rest, name: 春节}；rest 休息，work 上班"
    yield "holidays:" if center.holidays else "holidays: []"
    for day, rest, name in center.holidays:
        yield f"  - {{date: {day.isoformat()}, kind: {'rest' if rest else 'work'}, name: {_text(name)}}}"


def _duty_line(duty: Duty) -> str:
    said = {
        "person": _text(duty.person),
        "phone": json.dumps(duty.phone) if duty.phone else None,
        "weekdays": _list(tuple(WEEKDAYS[day] for day in duty.weekdays)) if duty.weekdays else None,
        "start": duty.start.isoformat() if duty.start else None,
        "end": duty.end.isoformat() if duty.end else None,
    }
    return "{" + ", ".join(f"{key}: {value}" for key, value in said.items() if value) + "}"


def _list(words: tuple[str, ...]) -> str:
    return "[" + ", ".join(_text(word) for word in words) + "]"


def _text(word: str) -> str:
    """A word as it may stand in YAML: bare where it is plain Chinese, else quoted (JSON's way is YAML's)."""
    return word if re.fullmatch(r"[\u4e00-\u9fff]+", word) else json.dumps(word, ensure_ascii=False)
