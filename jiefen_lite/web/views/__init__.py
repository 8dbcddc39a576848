"""One blueprint per subject; the menu lists them in the order of a day's work."""

from __future__ import annotations

from flask import Blueprint

from jiefen_lite.shapes import Role
from jiefen_lite.web import guard
from jiefen_lite.web.views import (
    attachments,
    audit,
    backups,
    batches,
    blankforms,
    calculators,
    casepapers,
    cases,
    columns,
    comfort,
    counter,
    decided,
    doubles,
    followup,
    handover,
    health,
    home,
    honesty,
    indicators,
    instructions,
    laws,
    ledgers,
    lessons,
    looks,
    mediation,
    messages,
    moves,
    objections,
    papers,
    precedents,
    rating,
    readings,
    replies,
    reporting,
    rulemodel,
    saved,
    sentences,
    sessions,
    signin,
    subsidies,
    suggestions,
    supervision,
    system,
    templates,
    units,
    upload,
)

BLUEPRINTS: tuple[Blueprint, ...] = (
    signin.pages,
    comfort.pages,
    home.pages,
    upload.pages,
    batches.pages,
    columns.pages,
    counter.pages,  # before the cases, whose addresses begin alike
    readings.pages,
    cases.pages,
    rating.pages,
    moves.pages,  # the steps with a case
    casepapers.pages,
    blankforms.pages,
    mediation.pages,
    followup.pages,
    attachments.pages,
    looks.pages,  # who looked at a case, and who asks to see it in clear
    saved.pages,
    reporting.pages,
    replies.pages,
    objections.pages,
    precedents.pages,
    decided.pages,
    doubles.pages,
    indicators.pages,
    honesty.pages,
    ledgers.pages,
    subsidies.pages,
    suggestions.pages,
    papers.pages,  # the pages of reports, with those of one paper
    sentences.pages,
    health.pages,
    rulemodel.pages,  # the pages of the rules, with those of drafts, trials and the county's model
    lessons.pages,
    templates.pages,
    system.pages,
    units.pages,
    handover.pages,
    sessions.pages,
    backups.pages,
    audit.pages,
    calculators.pages,
    laws.pages,
    messages.pages,
    supervision.pages,
    instructions.pages,
)

# (name, endpoint, who sees it; None = everybody signed in)
MENU: tuple[tuple[str, str, frozenset[Role] | None], ...] = (
    ("首页", "home.show", None),
    ("消息", "messages.listing", None),
    ("上传台账", "upload.form", guard.IMPORTERS),
    ("批次", "batches.listing", guard.IMPORTERS),
    ("栏目对照", "columns.listing", guard.DESK),
    ("登记", "counter.form", guard.REGISTRARS),
    ("案件", "cases.listing", guard.READERS),
    ("督办", "supervision.listing", guard.ORDER_READERS),
    ("履行回访", "followup.coming", guard.FOLLOWERS),
    ("案例库", "precedents.listing", guard.READERS),
    ("可能重复", "doubles.listing", guard.DOUBLE_READERS),
    ("报送", "reporting.board", guard.READERS),
    ("反馈", "replies.listing", guard.REPLIERS),
    ("指标", "indicators.table", guard.READERS),
    ("数据质量", "honesty.table", guard.HONESTY_READERS),
    ("台账", "ledgers.listing", guard.READERS),
    ("报告", "reports.listing", guard.COUNTY),
    ("体检申诉", "objections.listing", guard.OBJECTORS),
    ("法律", "laws.page", guard.LAW_READERS),
    ("规则", "rules.listing", guard.RULE_READERS),
    ("模板", "templates.listing", guard.RULE_READERS),
    ("用户", "system.users_page", guard.ADMINS),
    ("单位", "units.listing", guard.UNIT_READERS),
    ("备份", "backups.listing", guard.ADMINS),
    ("审计日志", "audit.listing", guard.AUDITORS),
)

#: Pages that are not needed every day: whoever has more than a line of a menu finds them under 更多.
SELDOM = frozenset(
    {"columns.listing", "honesty.table", "rules.listing", "templates.listing", "units.listing"}
)
MOST_IN_LINE = 18
Entries = list[tuple[str, str]]


def menu() -> tuple[Entries, Entries]:
    """(what stands in the menu of this person, what stands under 更多): name and endpoint."""
    mine = [(name, endpoint) for name, endpoint, roles in MENU if roles is None or guard.may(roles)]
    if len(mine) <= MOST_IN_LINE:
        return mine, []
    return [one for one in mine if one[1] not in SELDOM], [one for one in mine if one[1] in SELDOM]
