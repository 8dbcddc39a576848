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
    indicators,
    instructions,
    ledgers,
    mediation,
    messages,
    moves,
    papers,
    replies,
    reporting,
    ruletrials,
    saved,
    sentences,
    sessions,
    signin,
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
    cases.pages,
    moves.pages,  # the steps with a case
    casepapers.pages,
    mediation.pages,
    followup.pages,
    attachments.pages,
    saved.pages,
    reporting.pages,
    replies.pages,
    decided.pages,
    doubles.pages,
    indicators.pages,
    ledgers.pages,
    papers.pages,  # the pages of reports, with those of one paper
    sentences.pages,
    health.pages,
    ruletrials.pages,  # the pages of the rules, with those of drafts and trials
    templates.pages,
    system.pages,
    units.pages,
    handover.pages,
    sessions.pages,
    backups.pages,
    audit.pages,
    calculators.pages,
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
    ("可能重复", "doubles.listing", guard.DOUBLE_READERS),
    ("报送", "reporting.board", guard.READERS),
    ("反馈", "replies.listing", guard.REPLIERS),
    ("指标", "indicators.table", guard.READERS),
    ("台账", "ledgers.listing", guard.READERS),
    ("报告", "reports.listing", guard.COUNTY),
    ("规则", "rules.listing", guard.RULE_READERS),
    ("模板", "templates.listing", guard.RULE_READERS),
    ("用户", "system.users_page", guard.ADMINS),
    ("单位", "units.listing", guard.UNIT_READERS),
    ("备份", "backups.listing", guard.ADMINS),
    ("审计日志", "audit.listing", guard.AUDITORS),
)
