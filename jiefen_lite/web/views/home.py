"""The first page of the day: the work of each role, his numbers, the last files, what to do next."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for

from jiefen_lite import daywork
from jiefen_lite.daywork import Picked
from jiefen_lite.errors import JiefenError
from jiefen_lite.indicators import months_in, period_of
from jiefen_lite.rules import labels
from jiefen_lite.shapes import IndicatorRow, KeptPaper, Role
from jiefen_lite.store import (
    batches,
    objections,
    pairlists,
    papers,
    ruledrafts,
    ruleversions,
    snapshots,
    unmasking,
    users,
)
from jiefen_lite.web import daypage, filters, guard, nextcase, savedviews, today
from jiefen_lite.web.casequery import whole
from jiefen_lite.web.session import house, now, viewer
from jiefen_lite.web.views.upload import busy_with

pages = Blueprint("home", __name__)

MOST_EVENTS = 1_000_000
BATCHES_SHOWN = 6
MOST_PAIRS = 1_000  # that may be one; more are not counted for a sentence
MONTH_FIGURES = (
    "intake_count",
    "resolution_rate",
    "mediation_success_rate",
    "on_time_rate",
    "satisfaction_rate",
    "repeat_rate",
)


@pages.get("/")
@guard.allow(roles=guard.SIGNED_IN)
def show() -> Any:
    """Everything by role; who sees no cases gets the way to his own pages."""
    who, store = viewer(), house().store
    searches = savedviews.searches() if who.sees_cases else []
    day = daypage.day() if who.sees_cases else None
    tiles = today.tiles([one.query for one in searches]) if who.sees_cases else []
    leads = Role.UNIT_LEADER in who.roles
    if leads:
        tiles = today.for_leader(tiles, day)
    last = batches.list_batches(store, who, limit=BATCHES_SHOWN) if who.roles & guard.IMPORTERS else []
    silent_month, silent = today.unreported() if who.sees_county else (None, [])
    return render_template(
        "home/show.html",
        day=day,
        way_on=daypage.way_on,
        supervise=daypage.supervise,
        asked_name=daypage.asked_name,
        own_month=today.own_month() if leads else None,
        figures_first=leads,
        moment_now=now(),
        agenda_most=daywork.MOST_AHEAD,
        tiles=tiles,
        shortcuts=savedviews.shortcuts(searches),
        channels=today.by_channel() if who.sees_cases else [],
        silent_month=silent_month,
        silent=silent,
        this_month=f"{now():%Y-%m}",
        last=last,
        month=_last_month() if who.sees_county else None,
        papers=_last_papers() if who.roles & guard.COUNTY else [],
        figures=MONTH_FIGURES,
        steps=_steps(tiles, bool(last), day),
        password_days=(now() - g.user.password_at).days,
        accounts=len(users.list_users(store)) if Role.ADMIN in who.roles else None,
    )


@pages.get("/day/next")
@guard.allow(roles=guard.READERS)
def go_on() -> Any:
    """The next case of the list in the address; after the last one the list itself."""
    address = nextcase.next_address(request.args.get("after", ""))
    if address is None:
        flash("这一列后面没有件了。", "plain")
        return redirect(nextcase.list_address() or url_for("home.show"))
    return redirect(address)


@pages.post("/day/several")
@guard.allow(roles=guard.READERS)
def several() -> Any:
    """One step with the chosen cases of a list, and of each what became of it."""
    chosen = daypage.list_named(request.form.get("list", ""))
    if chosen is None or not chosen.several or chosen.action is None:
        raise JiefenError("这一步要一件一件办，请打开案件。")
    form = request.form
    picked = [
        Picked(code, whole(form.get(f"seen-{code}", ""), MOST_EVENTS), form.get(f"unit-{code}") or None)
        for code in dict.fromkeys(form.getlist("codes"))
    ]
    if not picked:
        flash("没有勾选案件，什么也没有办。请先勾选，再一起办。", "bad")
        return redirect(url_for("home.show", list=chosen.id))
    entries = {name: form.get(name, "") for name in ("told_party", "checked", "handler", "reason")}
    results = daywork.run(house(), viewer(), chosen.action, picked, entries, now())
    return render_template("home/several.html", chosen=chosen, results=results)


def _last_month() -> tuple[str, IndicatorRow] | None:
    """The newest frozen month's county row; frozen figures are read, not counted again."""
    months = [
        label for label in snapshots.frozen_labels(house().store) if len(label) == 7 and label[4] == "-"
    ]
    if not months:
        return None
    table = snapshots.load(house().store, period_of(months[-1]), "all")
    return (months[-1], table.rows[0]) if table and table.rows else None


def _last_papers() -> list[KeptPaper]:
    """The newest versions of the county's papers of the newest month that has any."""
    kept = [
        one
        for one in papers.listing(house().store, viewer())
        if one.newest and one.unit is None and len(months_in(period_of(one.period))) == 1
    ]
    last = max((one.period for one in kept), default="")
    return [one for one in kept if one.period == last]


def _steps(tiles: list[today.Tile], has_batches: bool, day: daypage.Day | None) -> list[tuple[str, str]]:
    """What to do next, as sentences with an address; the most urgent first, at most five."""
    who = viewer()
    waiting = {tile.name: tile for tile in tiles if tile.number}
    steps: list[tuple[str, str]] = []

    def add(name: str, sentence: str) -> None:
        tile = waiting.get(name)
        if tile is not None:
            address = tile.address or url_for("cases.listing", **tile.given)
            steps.append((sentence.format(filters.count(tile.number)), address))

    def listed(name: str, sentence: str) -> None:
        number = daypage.number_of(day, name)
        if number:
            steps.append((sentence.format(filters.count(number)), url_for("home.show", list=name)))

    if who.roles & guard.IMPORTERS:
        known = batches.list_batches(house().store, who, limit=30)
        stopped = [b for b in known if b.state in batches.UNFINISHED and not busy_with(b.id)]
        if stopped:
            steps.append((f"{len(stopped)} 个批次可能已中断，点开接着做或撤回", url_for("batches.listing")))
        waits = [b for b in known if b.state == "previewed"]
        if waits:
            steps.append((f"{len(waits)} 个文件读完了，等您确认入库", url_for("upload.form")))
        if not has_batches and who.sees_county:
            steps.append(("上传第一份台账", url_for("upload.form")))
    if who.roles & guard.UNMASK_ANSWERERS:
        asked = unmasking.waiting(house().store, who)
        if asked:
            steps.append((f"{asked} 条明文申请等您答复", url_for("looks.requests")))
    listed(daypage.FOR_LEADER, "{} 件退件、报结等您审批")
    listed(daypage.UNHELD, "{} 件的承办人不在了，请移交给别人")
    add("超期未报结", "{} 件已超期，先催报结" if who.sees_county else "{} 件已超期，请尽快办结报结")
    add("督办待回复", "{} 份督办单等您回复")
    if Role.HANDLER in who.roles:  # nobody else of the unit signs
        add("待签收", "{} 件分流到本单位，请签收")
    listed(daypage.TO_REPORT, "{} 件有结果了，请报结")
    add("临期", "{} 件快到期，安排办理")
    if who.roles & guard.CORRECTORS:
        add("待审核报结", "{} 件报结待审核")
        twice = 0
        if who.roles & guard.DOUBLE_READERS:
            twice = pairlists.count_waiting(house().store, who, most=MOST_PAIRS + 1)
        if twice:
            told = f"{MOST_PAIRS} 多" if twice > MOST_PAIRS else filters.count(twice)
            steps.append((f"{told} 对案件可能是同一件，核对一下", url_for("doubles.listing")))
        claims = objections.count_open(house().store, who) if who.roles & guard.OBJECTION_ANSWERERS else 0
        if claims:
            steps.append((f"{claims} 条体检申诉等您答复", url_for("objections.listing")))
        add("待分派", "{} 件还没有主办单位")
        add("待确认", "{} 件有待确认的内容，核对更正")
    if Role.ADMIN in who.roles:
        steps.append(("核对账号：离岗的停用，新到的新增", url_for("system.users_page")))
    if Role.AUDITOR in who.roles:
        steps.append(("查看审计日志", url_for("audit.listing")))
    if Role.RULE_EDITOR in who.roles:
        steps += _rule_steps()
    if who.roles & {Role.LEADER}:
        steps.append(("看上月指标和体检报告", url_for("reports.listing")))
    return steps[:5]


def _rule_steps() -> list[tuple[str, str]]:
    """What waits on the rule desk, then the ways into it."""
    store, who = house().store, viewer()
    steps: list[tuple[str, str]] = []
    for words in house().rules.trouble[:1]:
        steps.append((f"文件夹里的规则有毛病，没有生效：{words}", url_for("rules.listing")))
    drafts = len(ruledrafts.of(store, who, who.name))
    if drafts:
        steps.append((f"您有 {drafts} 份规则草稿没有生效，先看会怎样", url_for("rules.draft")))
    for one in ruleversions.planned(store, who)[:1]:
        heading = labels.of_file(one.file)[0]
        steps.append((f"{heading}的改动排在 {one.from_day} 生效", url_for("rules.file", name=one.file)))
    steps.append(("看现在用的规则，改一处或改全文", url_for("rules.listing")))
    steps.append(("拿一段案情试一条，看哪些规则说了话", url_for("rules.try_out")))
    return steps
