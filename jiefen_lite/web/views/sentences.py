"""The sentences of an analysis report: read, written anew, put back; figures stay what they are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from jiefen_lite import reports
from jiefen_lite.errors import JiefenError, NotFound
from jiefen_lite.indicators import UnknownPeriod, period_of
from jiefen_lite.reports.analysis import DOCUMENT, EDITORS
from jiefen_lite.rules import vocabulary
from jiefen_lite.rules.analysis import AnalysisRules
from jiefen_lite.shapes import AnalysisReport, Period
from jiefen_lite.store import sentences
from jiefen_lite.web import guard
from jiefen_lite.web.session import house, now, viewer

pages = Blueprint("sentences", __name__, url_prefix="/reports/analysis")


def _period(label: str) -> Period:
    try:
        period = period_of(label)
    except UnknownPeriod as error:
        raise NotFound("没有这个统计期，请回到报告页重选。") from error
    if period.start > now().date():
        raise NotFound("这个统计期还没有开始，请回到报告页重选。")
    return period


def _report(period: Period) -> AnalysisReport:
    return reports.analysis_report(house(), viewer(), period, now(), now().date())


def _page(period: Period, *, typed: dict[str, str] | None = None, faults: tuple[str, ...] = ()) -> str:
    report = _report(period)
    said = {one.id: one for one in report.sentences}
    rules = reports.analysis_rules(house(), viewer(), period)
    earlier: dict[str, list[sentences.EditRecord]] = {}
    for one in sentences.history(house().store, viewer(), DOCUMENT, period.label):
        earlier.setdefault(one.sentence, []).append(one)
    sections = [
        (name, [(rule, said.get(rule.id)) for rule in rules.sentences if rule.section == section])
        for section, name in vocabulary.SECTIONS.items()
    ]
    return render_template(
        "reports/sentences.html",
        report=report,
        period=period,
        sections=sections,
        earlier=earlier,
        meanings={vocabulary.CHINESE[name]: meaning for name, meaning in vocabulary.VALUES.items()},
        group_meanings={
            f"{group.name}·{word}": vocabulary.GROUP_VALUES[head]
            for group in rules.groups
            for head, word in vocabulary.GROUP_CHINESE.items()
        },
        chinese=_chinese(rules),
        typed=typed or {},
        faults=faults,
        edited=sum(1 for one in report.sentences if one.edited_by),
        editors=guard.SETTLERS,
    )


def _chinese(rules: AnalysisRules) -> Callable[[str], str]:
    names = {group.id: group.name for group in rules.groups}
    return lambda text: vocabulary.in_chinese(text, names)


@pages.get("/<label>/sentences")
@guard.allow(roles=guard.COUNTY)
def listing(label: str) -> Any:
    """Every sentence of the paper with its figures, and what people have written."""
    return _page(_period(label))


@pages.post("/<label>/sentences")
@guard.allow(roles=guard.SETTLERS)
def write(label: str) -> Any:
    """Write one sentence anew, or put the rule's words back; what was typed stays when it is refused."""
    period = _period(label)
    sentence = request.form.get("sentence", "")
    restore = request.form.get("what") == "restore"
    text = None if restore else request.form.get("text", "")
    try:
        reports.edit_sentence(house(), viewer(), period, sentence, text, now())
    except JiefenError as error:
        if isinstance(error, NotFound) or error.http_status == 403:
            raise
        return _page(period, typed={sentence: text or ""}, faults=tuple(error.sentences)), 422
    flash("已恢复系统原句。" if restore else "已保存，下次生成报告时用这一句。", "good")
    return redirect(url_for("sentences.listing", label=label, _anchor=sentence))


assert frozenset(EDITORS) >= guard.SETTLERS
