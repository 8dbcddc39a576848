"""Cases as ledgers and statistical forms print them: one row a case, already masked for whoever asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from jiefen_lite.shapes.cases import SourceRef
from jiefen_lite.shapes.words import (
    By,
    Channel,
    Clock,
    Complexity,
    Outcome,
    RiskLevel,
    Satisfaction,
    Status,
)

#: The 18 types of the statistics of people's mediation, in the order of the form (司发通〔2010〕239 号).
FORM_TYPES = (
    "婚姻家庭",
    "邻里",
    "房屋宅基地",
    "合同",
    "生产经营",
    "损害赔偿",
    "山林土地",
    "征地拆迁",
    "环境污染",
    "拖欠农民工工资",
    "其他劳动争议",
    "旅游",
    "电子商务",
    "其他消费",
    "医疗",
    "道路交通事故",
    "物业",
    "其他",
)
#: Kinds of mediation committees, as the form has them.
COMMITTEE_KINDS = ("村", "居（社区）", "乡镇", "街道", "企事业单位", "社会团体和其他组织")
#: Where the cases of a committee come from, as the form has it; the last five were referred to it.
ORIGINS = ("主动调解", "依申请调解", "法院", "检察院", "公安", "信访", "其他")


class FileWords(NamedTuple):
    """What the file rows behind a case say beyond what the case keeps; texts are masked."""

    grid: str | None = None
    agreement_no: str | None = None
    ruling_no: str | None = None  # of the court that confirmed the agreement
    linked_nos: tuple[str, ...] = ()
    remark: str | None = None
    signed: bool = False  # the file gives a day of signing for it
    partly_performed: bool = False
    difficult: bool | None = None
    dispatched: bool = False  # the file says when it was given out
    origin: str | None = None
    committee: str | None = None
    committee_kind: str | None = None
    supervised: str | None = None  # 交办督办情况
    against_crime: str | None = None  # 防止民转刑
    against_petition: str | None = None  # 防止群体性上访


class LedgerCase(NamedTuple):
    """One case as one viewer may see it in a list; a tuple, because a year has a hundred thousand."""

    case_id: int
    case_code: str
    status: Status
    channel: Channel
    sources: tuple[SourceRef, ...]
    received_at: datetime
    accepted_at: datetime | None
    clock_start_at: date | None
    town: str | None
    village: str | None
    type_l1: str | None
    type_l2: str | None
    complexity: Complexity | None
    risk_level: RiskLevel
    people_count: int | None
    amount_fen: int | None
    applicants: tuple[str, ...]
    respondents: tuple[str, ...]
    party_count: int
    summary: str | None
    claim: str | None
    responsible_unit: str | None
    unit_by: By | None
    unit_at_due: str | None
    assisting_units: tuple[str, ...]
    handler: str | None
    mediator: str | None
    due_date: date | None
    due_clock: Clock | None
    dispatched_at: datetime | None
    signed_at: datetime | None
    first_contact_at: datetime | None
    feedback_submitted_at: datetime | None
    closed_at: datetime | None
    outcome: Outcome | None
    satisfaction: Satisfaction | None
    agreement_form: str | None  # "written", "oral"
    agreement_at: date | None
    confirmed: bool | None
    performed: bool | None
    tags: tuple[str, ...]
    cause: str | None
    pending: tuple[str, ...]
    by_hand: tuple[str, ...]
    suspended_days: int
    return_count: int
    master_case: str | None
    told: FileWords


class LedgerLine(NamedTuple):
    """A case with what the desk adds to it as of a day."""

    case: LedgerCase
    type_name: str | None
    limit: str | None  # 办理时限: 简易3日, 法定60日 …
    is_overdue: bool | None  # None: no clock runs
    overdue_days: int | None
    days: int | None  # 用时, of closed cases


class ReturnLine(NamedTuple):
    """One return of a case by the unit that it was given to."""

    line: LedgerLine
    returned_at: datetime
    unit: str | None
    actor: str
    reason: str | None


@dataclass(frozen=True, slots=True)
class LedgerHead:
    """What stands above a ledger: whose, of when, of what; and who took it out."""

    title: str
    unit: str
    dated: date
    basis: str
    mark: str  # printed on every page: masked or not, by whom
    clear: bool = False


class Check(NamedTuple):
    """One line of a form's own check: whether two sums agree, in words."""

    holds: bool
    text: str


@dataclass(frozen=True, slots=True)
class CommitteeRow:
    """One committee of the monthly statistics: cases by what they count for."""

    name: str
    total: tuple[str, ...]
    people: int
    succeeded: tuple[str, ...]
    difficult: int
    amount_fen: int
    kinds: Mapping[str, int]
    origins: Mapping[str, int]
    types: Mapping[str, int]
    oral: int
    written: int
    confirmed: int
    performed: int
    against_crime: tuple[int, int]  # cases, people
    against_petition: tuple[int, int]


class MediationCase(NamedTuple):
    """What one case counts for in the monthly statistics; None where its ledger does not tell."""

    case_code: str
    committee: str
    town: str | None
    kind: str | None
    origin: str | None
    form_type: str | None
    counts: bool  # among 案件总数
    succeeded: bool  # among 调解成功数
    people: int
    amount_fen: int
    difficult: bool
    agreement_form: str | None
    confirmed: bool
    performed: bool
    against_crime: int | None  # so many people; None: not counted as such
    against_petition: int | None


@dataclass(frozen=True, slots=True)
class MediationMonth:
    """The monthly statistics of people's mediation: rows, whole, checks, and the cases behind them."""

    rows: tuple[CommitteeRow, ...]
    whole: CommitteeRow
    checks: tuple[Check, ...]
    cases: tuple[MediationCase, ...]
    frozen: bool
