"""init, demo, serve, user, doctor, verify: a centre's life from its first day."""

from __future__ import annotations

import os
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from jiefen_lite.cli.common import (
    Opened,
    Progress,
    as_of_option,
    center_option,
    json_option,
    now,
    open_center,
    port_option,
    say_json,
    table,
)
from jiefen_lite.cli.people import user_hand_over, warn_of_work
from jiefen_lite.errors import BrokenStore, JiefenError, NotWritable, refusal
from jiefen_lite.shapes import Role

if TYPE_CHECKING:
    from jiefen_lite.config import Paths
    from jiefen_lite.shapes import Center

#: Who works in the demo centre: account, role, unit, what to look at.
DEMO_PEOPLE = (
    ("督办岗", Role.SUPERVISOR, None),
    ("受理员", Role.INTAKE_CLERK, None),
    ("人社承办", Role.HANDLER, "人力资源和社会保障局"),
    ("人社分管", Role.UNIT_LEADER, "人力资源和社会保障局"),
    ("人社调解", Role.MEDIATOR, "人力资源和社会保障局"),
    ("锦山镇承办", Role.HANDLER, "锦山镇人民政府"),
    ("锦山镇分管", Role.UNIT_LEADER, "锦山镇人民政府"),
    ("锦山镇调解", Role.MEDIATOR, "锦山镇人民政府"),
    ("中心主任", Role.LEADER, None),
    ("规则员", Role.RULE_EDITOR, None),
    ("系统管理员", Role.ADMIN, None),
    ("审计员", Role.AUDITOR, None),
)
ALREADY_SERVED = "这个中心的网页服务已经在运行，请直接打开浏览器。"
SIGN_IN_FILE = "sign-in.txt"


@click.command("init", help="新建一个中心文件夹；恢复短语只显示这一次，请抄下收好。")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--name", default="××市社会治安综合治理中心", show_default=True, help="中心名称。")
@json_option
def init_command(folder: Path, name: str, as_json: bool) -> None:
    """Make a centre folder with its key; the recovery phrase is shown once and kept nowhere."""
    from jiefen_lite.config import Paths
    from jiefen_lite.shapes import Center, Region

    again = Paths(folder).begun.exists()
    county = name.split("社会治安")[0] or name
    phrase = make_center(folder, Center(name, Region(county, "000000"), (), "JF"))
    if as_json:
        say_json({"center": folder.resolve(), "recovery_phrase": phrase})
        return
    if again:
        click.echo("上一次没有建完，已从头重建。")
    click.echo(f"已建好：{folder.resolve()}")
    _show_phrase(phrase)
    click.echo("下一步：在 center.yaml 里填好镇（街道）、村（社区）和单位，再运行 jiefen user add 建账号。")


def make_center(folder: Path, center: Center) -> str:
    """A new centre folder with key, database and empty shelves; returns the recovery phrase.

    It becomes a centre with its last step; stopped before that, it can be made again in the same folder.
    """
    from jiefen_lite import config
    from jiefen_lite.store import open_store
    from jiefen_lite.store.crypto import create_key, read_key

    paths = config.begin(folder, center)
    try:
        phrase = create_key(paths.key, paths.recovery)
        open_store(center.database_url or str(paths.db), read_key(paths.key), paths.lock).close()
        config.finish(paths)
    except OSError as error:
        raise NotWritable(
            f"中心没有建成：“{folder}”写不了（{refusal(error)}）。", "处理好以后，同样的命令再运行一次就行。"
        ) from error
    return phrase


def _show_phrase(phrase: str) -> None:
    click.echo("恢复短语（只显示这一次；换电脑、密钥丢失时要用它，请抄在纸上锁好）：")
    click.secho(f"    {phrase}", bold=True)


@click.command("demo", help="造一个名为富锦市的演示中心：25 个月的样表、普通导入、上月报告，然后启动网页。")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--no-serve", is_flag=True, help="只造，不启动网页。")
@click.option("--host", default="127.0.0.1", show_default=True, help="网页服务的地址。")
@port_option
@as_of_option
@click.pass_context
def demo_command(ctx: click.Context, folder: Path, no_serve: bool, host: str, port: int, as_of: Any) -> None:
    """Everything a newcomer wants to see, made through the ordinary ways."""
    from jiefen_lite import demo, merging

    today: date = as_of or now().date()
    phrase = make_center(folder, demo.center())
    opened = open_center(str(folder))
    click.echo(f"演示中心：{folder.resolve()}（人物、案情全部虚构）")
    bar = Progress("编写样表")
    files = demo.write_samples(folder / "samples", as_of=today, progress=bar)
    bar.close()
    click.echo(f"样表：{len(files)} 个文件，在 {folder / 'samples'}")
    _import_all(opened, files, today)
    click.echo(f"可能重复：{merging.look(opened.house, now())} 对，等人核对")
    months = _freeze_past_months(opened, today)
    papers = _report(opened, months[-1], today) if months else []
    for paper in papers:
        click.echo(f"报告：{paper}")
    _make_people(opened, folder)
    _show_phrase(phrase)
    if not no_serve:
        ctx.invoke(serve_command, host=host, port=port, tls=False, center=str(folder))


def _import_all(opened: Opened, files: list[Path], today: date) -> None:
    from jiefen_lite import intake

    totals: dict[str, int] = {}
    bar = Progress("导入")
    for number, file in enumerate(files, 1):
        preview = intake.preview(
            opened.house, opened.viewer, file, file_name=file.name, channel=None, as_of=today, now=now()
        )
        intake.commit(opened.house, opened.viewer, preview.batch_id, now=now())
        for kind, count in preview.counts.items():
            totals[kind] = totals.get(kind, 0) + count
        bar(number, len(files))
    bar.close()
    click.echo(
        f"导入：{totals['rows']} 行，其中新增 {totals['new']}、更新 {totals['updated']}、"
        f"无变化 {totals['unchanged']}、拒收 {totals['rejected']}；"
        f"另有不属纠纷 {totals['excluded']}、跳过 {totals['skipped']}"
    )


def _freeze_past_months(opened: Opened, today: date) -> list[str]:
    """Close every month whose day of closing has passed; returns their labels, oldest first."""
    from jiefen_lite import reports

    bar = Progress("冻结月份")
    labels = reports.months_to_freeze(opened.house, today)
    for number, label in enumerate(labels, 1):
        reports.freeze(opened.house, opened.viewer, label, now())
        bar(number, len(labels))
    bar.close()
    click.echo(f"冻结：{len(labels)} 个月" + (f"（{labels[0]} 至 {labels[-1]}）" if labels else ""))
    return labels


def _report(opened: Opened, month: str, today: date) -> list[Path]:
    from jiefen_lite import papers
    from jiefen_lite.cli.papers import write_health

    written = write_health(opened, month, opened.paths.out, today)
    kept = papers.make_due(opened.house, opened.viewer, month, now(), opened.paths.templates)
    click.echo(f"留存：{month} 的报告 {len(kept)} 份，在网页的“报告”里；更早月份的由服务自己补做")
    return written


def _make_people(opened: Opened, folder: Path) -> None:
    """Accounts of the demo with random passwords, kept beside it so that the next start can show them."""
    from jiefen_lite.store import users
    from jiefen_lite.web import passwords

    lines = []
    for name, role, unit in DEMO_PEOPLE:
        password = passwords.make_first()
        users.add(
            opened.house.store,
            opened.viewer,
            name,
            [role],
            unit,
            passwords.hash_password(password),
            now(),
            must_change=False,
        )
        lines.append(f"{name}  {password}")
    handle = os.open(folder / SIGN_IN_FILE, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")


@click.command("serve", help="启动网页服务；关闭窗口或按 Ctrl+C 停止。")
@click.option("--host", default="127.0.0.1", show_default=True, help="0.0.0.0 表示让局域网内的电脑也能打开。")
@port_option
@click.option("--tls", is_flag=True, help="用 https；证书为中心文件夹里的 tls.crt、tls.key，没有就自制一份。")
@center_option
def serve_command(host: str, port: int, tls: bool, center: str | None) -> None:
    """Serve the pages; a second server on the same centre is refused."""
    from jiefen_lite import backup, intake, jobs, processes, wholefile
    from jiefen_lite.inbox import Watcher
    from jiefen_lite.ruledesk import coming
    from jiefen_lite.store import health, users
    from jiefen_lite.store.crypto import derive_secret, read_key
    from jiefen_lite.store.database import DAMAGED, only_one
    from jiefen_lite.web.app import create_app
    from jiefen_lite.web.serve import serve

    processes.one_thread_each()
    try:
        opened = open_center(center, else_last_rules=True)
        if health.quick_faults(opened.house.store):
            raise BrokenStore(DAMAGED)
    except BrokenStore as error:
        _serve_guide(error, center, host, port, tls)
        return
    with only_one(opened.paths.folder / "serve.lock", ALREADY_SERVED):
        wholefile.sweep(opened.paths.out)
        backup.sweep(opened.house.store, opened.paths.folder, opened.house.center)
        for sentence in intake.recover(opened.house, now()):
            click.echo(sentence)
        coming.look(opened.house, opened.paths.rules, now())
        for sentence in opened.house.rules.trouble:
            click.echo(f"规则文件夹里有毛病，仍用上一版：{sentence}", err=True)
        backup.note_restore(opened.house.store, opened.viewer, opened.paths.folder, now())
        if not users.list_users(opened.house.store):
            click.echo("还没有账号：先运行 jiefen user add 名字 --role admin 建一个管理员。")
        watcher = Watcher(opened.house, opened.house.center.inbox, opened.paths.folder)
        app = create_app(
            opened.house,
            secret=derive_secret(read_key(opened.paths.key), "forms"),
            paths=opened.paths,
            secure=tls,
            now=now,
            watcher=watcher,
        )
        click.echo(
            f"打开浏览器，访问 http{'s' if tls else ''}://{'本机地址' if host == '0.0.0.0' else host}:{port}"
        )
        sign_in = opened.paths.folder / SIGN_IN_FILE
        if sign_in.exists():
            click.echo("账号和密码（演示用）：")
            click.echo("    " + sign_in.read_text("utf-8").strip().replace("\n", "\n    "))
        if not tls and host not in ("127.0.0.1", "localhost"):
            click.echo("提醒：现在没有 TLS，密码和案情在网线上是明文，只在可信的内网里这样用。", err=True)
        jobs.set_room_aside(opened.house, opened.paths, now)
        scheduler = jobs.start(opened.house, opened.paths, now, watcher)
        try:
            serve(app, host, port, tls=_certificate(opened.paths, host) if tls else None)
        finally:
            scheduler.shutdown(wait=False)
            app.extensions["looks"].close()


def _serve_guide(error: BrokenStore, center: str | None, host: str, port: int, tls: bool) -> None:
    """Data that cannot be used are left as they are; whoever opens a page reads why, and how to restore."""
    from jiefen_lite import config
    from jiefen_lite.cli.common import folder
    from jiefen_lite.store.database import only_one
    from jiefen_lite.web import standstill
    from jiefen_lite.web.serve import serve

    paths = config.Paths(folder(center))
    click.echo(str(error), err=True)
    click.echo("网页服务只显示恢复办法，什么都不读、不存；恢复以后请重新启动。", err=True)
    with only_one(paths.folder / "serve.lock", ALREADY_SERVED):
        app = standstill.create_app(config.load(paths.folder).name, error.sentences, secure=tls)
        serve(app, host, port, tls=_certificate(paths, host) if tls else None)


def _certificate(paths: Paths, host: str) -> tuple[Path, Path]:
    """The centre's certificate and key; self-signed ones are made where it has none."""
    import socket

    from jiefen_lite.store.crypto import make_certificate

    certificate, key = paths.folder / "tls.crt", paths.folder / "tls.key"
    if not certificate.exists():
        names = dict.fromkeys([socket.gethostname(), "localhost", "127.0.0.1", host])
        names.pop("0.0.0.0", None)
        make_certificate(certificate, key, list(names), now())
        click.echo("已自制证书 tls.crt；浏览器首次打开会提示不受信任，核对地址后继续即可。")
    return certificate, key


@click.group("user", help="账号。")
def user_command() -> None:
    """Accounts of the people who sign in."""


user_command.add_command(user_hand_over)


@user_command.command("add", help="新增账号；不给密码时生成一个，只显示一次。")
@click.argument("name")
@click.option(
    "--role",
    "roles",
    multiple=True,
    required=True,
    type=click.Choice([role.value for role in Role][:-1]),
    help="岗位，可写几个。",
)
@click.option("--unit", help="所在单位（center.yaml 里的名称或别名）；中心的人不填。")
@click.option("--password-stdin", is_flag=True, help="从标准输入读密码。")
@center_option
@json_option
def user_add(
    name: str,
    roles: tuple[str, ...],
    unit: str | None,
    password_stdin: bool,
    center: str | None,
    as_json: bool,
) -> None:
    """A new account; its first password is shown once and must be changed at the first sign-in."""
    from jiefen_lite.store import users
    from jiefen_lite.web import passwords

    opened = open_center(center)
    known = opened.house.triage.unit_named(unit) if unit else None
    if unit and known is None:
        raise JiefenError(f"center.yaml 里没有“{unit}”这个单位，请核对名称，或先把它写进去。")
    password = _password(name, password_stdin)
    users.add(
        opened.house.store,
        opened.viewer,
        name,
        [Role(role) for role in roles],
        known,
        passwords.hash_password(password),
        now(),
    )
    _tell_password(name, password, password_stdin, as_json)


@user_command.command("password", help="重置密码；不给时生成一个，只显示一次。")
@click.argument("name")
@click.option("--password-stdin", is_flag=True, help="从标准输入读密码。")
@center_option
@json_option
def user_password(name: str, password_stdin: bool, center: str | None, as_json: bool) -> None:
    """A new password; open sessions end."""
    from jiefen_lite.store import users
    from jiefen_lite.web import passwords

    opened = open_center(center)
    password = _password(name, password_stdin)
    users.set_password(
        opened.house.store, opened.viewer, name, passwords.hash_password(password), now(), must_change=True
    )
    _tell_password(name, password, password_stdin, as_json)


@user_command.command("disable", help="停用账号（不删除），打开的会话立即结束。")
@click.argument("name")
@center_option
@json_option
def user_disable(name: str, center: str | None, as_json: bool) -> None:
    """Disable an account."""
    from jiefen_lite.store import users

    opened = open_center(center)
    users.set_disabled(opened.house.store, opened.viewer, name, True, now())
    warn_of_work(opened, name)
    if as_json:
        say_json({"name": name, "disabled": True})
    else:
        click.echo(f"账号“{name}”已停用。")


@user_command.command("list", help="账号列表。")
@center_option
@json_option
def user_list(center: str | None, as_json: bool) -> None:
    """All accounts."""
    from jiefen_lite import glossary
    from jiefen_lite.store import users

    found = users.list_users(open_center(center).house.store)
    if as_json:
        say_json(
            {
                "users": [
                    {"name": one.name, "roles": sorted(one.roles), "unit": one.unit, "disabled": one.disabled}
                    for one in found
                ]
            }
        )
        return
    table(
        ["账号", "岗位", "单位", "状态"],
        [
            [
                one.name,
                "、".join(glossary.label("role", role) for role in sorted(one.roles)),
                one.unit or "中心",
                "停用" if one.disabled else "在用",
            ]
            for one in found
        ],
    )


def _password(name: str, from_stdin: bool) -> str:
    from jiefen_lite.web import passwords

    if not from_stdin:
        return passwords.make_first()
    password = sys.stdin.readline().rstrip("\r\n")
    faults = passwords.faults(password, name)
    if faults:
        raise JiefenError(*faults)
    return password


def _tell_password(name: str, password: str, given: bool, as_json: bool) -> None:
    if as_json:
        say_json({"name": name, "password": None if given else password})
    elif given:
        click.echo(f"账号“{name}”已设好密码，首次登录要改密码。")
    else:
        click.echo(f"账号“{name}”的首次密码（只显示这一次）：{password}")


@click.command("doctor", help="检查环境、设置、规则里的单位。")
@center_option
@json_option
def doctor_command(center: str | None, as_json: bool) -> None:
    """What this centre stands on; exit 1 where something must be mended."""
    from jiefen_lite import checkup

    opened = open_center(center)
    _findings(checkup.doctor(opened.house, opened.paths.folder, now()), as_json)


@click.command("verify", help="核对数据库、办理记录链、每一行的下落、原始文件、冻结月份；或一份备份。")
@click.option("--backup", "file", type=click.Path(path_type=Path), help="改为核对这份备份：整份读一遍。")
@center_option
@json_option
def verify_command(file: Path | None, center: str | None, as_json: bool) -> None:
    """Every promise about what is kept, here or in a backup; exit 1 where one is broken."""
    from jiefen_lite import checkup

    opened = open_center(center)
    if file is None:
        _findings(checkup.verify(opened.house), as_json)
        return
    bar = Progress("核对备份")
    try:
        found = checkup.verify_backup(
            opened.house, opened.paths.folder, file, lambda _w, done: bar(done, 100)
        )
    finally:
        bar.close()
    _findings(found, as_json)


def _findings(found: list[Any], as_json: bool) -> None:
    if as_json:
        say_json(
            {
                "ok": all(one.level != "fault" for one in found),
                "findings": [{"level": one.level, "text": one.text} for one in found],
            }
        )
    else:
        marks = {"ok": "✓", "note": "·", "fault": "✗"}
        for one in found:
            click.echo(f"{marks[one.level]} {one.text}")
    if any(one.level == "fault" for one in found):
        sys.exit(1)
