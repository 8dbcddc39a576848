"""The lists of each role (workflow guide, section 9) as data: which cases, and what is usually done next."""

from __future__ import annotations

from dataclasses import dataclass

from jiefen_lite.shapes import Light, Role, Status

R, S = Role, Status


@dataclass(frozen=True, slots=True)
class WorkList:
    """One list of one role.

    ``pile`` names the cases in ``store/piles.py``; ``action`` is the step that is offered beside each,
    None where the case is opened to see what was asked for. ``several``: the step can be taken with
    several at once. ``state``: whose checklist stands beside it. ``light`` keeps only cases that shine so.
    """

    id: str
    name: str
    role: Role
    pile: str
    told: str
    action: str | None = None
    several: bool = False
    state: Status | None = None
    light: Light | None = None
    first_only: bool = False  # only as many as the rules say, the longest overdue
    newest_first: bool = False  # looked through, not worked off
    returned_first: bool = False  # in the order of the time left, what units sent back leads

    @property
    def can_turn(self) -> bool:
        """Whether it may also be read from its newest case on; lights are there for the time left."""
        return self.light is None and not self.first_only and not self.newest_first


LISTS: tuple[WorkList, ...] = (
    WorkList(
        "to_accept", "待受理", R.INTAKE_CLERK, "to_accept", "已登记，等受理。", "accept", False, S.REGISTERED
    ),
    WorkList(
        "to_supplement",
        "待补材料",
        R.INTAKE_CLERK,
        "to_supplement",
        "单位以信息不全退回，请向申请人补齐后更正。",
        "correct",
        False,
        S.ACCEPTED,
    ),
    WorkList(
        "to_tell",
        "待告知",
        R.INTAKE_CLERK,
        "to_tell",
        "不予受理，等告知申请人。",
        None,
        False,
        S.NOT_ACCEPTED,
    ),
    WorkList(
        "to_dispatch_simple",
        "待分流（简易）",
        R.INTAKE_CLERK,
        "to_dispatch_simple",
        "授权窗口分流的件。",
        "dispatch",
        True,
        S.ACCEPTED,
    ),
    WorkList("to_rate", "待评价", R.INTAKE_CLERK, "unrated", "已结案，等评价。", "evaluate", False, S.CLOSED),
    WorkList(
        "to_archive_clerk",
        "待归档",
        R.INTAKE_CLERK,
        "to_archive",
        "已评价，等归档。",
        "archive",
        False,
        S.EVALUATED,
    ),
    WorkList(
        "typed_in",
        "我登记的",
        R.INTAKE_CLERK,
        "typed_in",
        "您近 30 日登记的，看办到哪一步了。",
        newest_first=True,
    ),
    WorkList(
        "to_dispatch",
        "待分流",
        R.SUPERVISOR,
        "to_dispatch",
        "已受理，等分流。",
        "dispatch",
        True,
        S.ACCEPTED,
        returned_first=True,
    ),
    WorkList(
        "to_accept_many",
        "待受理（涉众、涉法）",
        R.SUPERVISOR,
        "to_accept_many",
        "按规定由督办岗受理的件。",
        "accept",
        False,
        S.REGISTERED,
    ),
    WorkList("red", "红灯", R.SUPERVISOR, "red", "已超期、还没有报结。", None),
    WorkList("yellow", "黄灯", R.SUPERVISOR, "yellow", "快到期。", None, light=Light.YELLOW),
    WorkList(
        "to_approve",
        "待审核报结",
        R.SUPERVISOR,
        "to_approve",
        "单位已报结，等审核。",
        "approve",
        True,
        S.FEEDBACK_PENDING,
    ),
    WorkList("returns", "待裁定退件", R.SUPERVISOR, "returns", "单位要退件，等核定。", None),
    WorkList(
        "requests",
        "其他申请",
        R.SUPERVISOR,
        "requests",
        "不予受理、延期、中止、移送等，等答复。",
        None,
    ),
    WorkList(
        "to_answer",
        "不满意待答复",
        R.SUPERVISOR,
        "to_answer",
        "不满意而且没有解决，要重开或者书面说明。",
    ),
    WorkList("unrated", "未评价", R.SUPERVISOR, "unrated", "已结案，还没有评价。", None, state=S.CLOSED),
    WorkList("to_archive", "待归档", R.SUPERVISOR, "to_archive", "已评价，等归档。", None, state=S.EVALUATED),
    WorkList(
        "to_sign",
        "待签收",
        R.HANDLER,
        "to_sign",
        "已分流到本单位，等签收。",
        "sign_receipt",
        True,
        S.DISPATCHED,
    ),
    WorkList(
        "to_sign_assisting",
        "待签收协办",
        R.HANDLER,
        "to_sign_assisting",
        "请本单位协办，等签收。",
        "sign_assist",
        True,
        S.DISPATCHED,
    ),
    WorkList(
        "to_contact",
        "待首次联系",
        R.HANDLER,
        "to_contact",
        "签收以后还没有联系当事人。",
        "first_contact",
        False,
        S.SIGNED,
    ),
    WorkList("my_red", "超期", R.HANDLER, "my_red", "已超期、还没有报结。", None),
    WorkList("my_yellow", "临期", R.HANDLER, "my_yellow", "快到期。", None, light=Light.YELLOW),
    WorkList("sent_back", "被退回", R.HANDLER, "sent_back", "报结被退回或者重开。", None, state=S.MEDIATING),
    WorkList(
        "to_report",
        "待报结",
        R.HANDLER,
        "to_report",
        "已有结果，等报结。",
        "submit_feedback",
        False,
        S.SETTLED,
    ),
    WorkList("in_hand", "手上在办", R.HANDLER, "in_hand", "已签收、正在办。", None, state=S.MEDIATING),
    WorkList(
        "to_archive_handler",
        "待归档",
        R.HANDLER,
        "to_archive",
        "已评价，等归档。",
        "archive",
        False,
        S.EVALUATED,
    ),
    WorkList("for_leader", "待我审批", R.UNIT_LEADER, "for_leader", "本单位提出的退件、报结。", None),
    WorkList(
        "unheld",
        "待定承办人",
        R.UNIT_LEADER,
        "unheld",
        "承办人或者调解员已停用、调走，或者不在又没有人代，请移交给别人。",
        "hand_over",
        True,
    ),
    WorkList("unit_red", "本单位红灯", R.UNIT_LEADER, "red", "已超期、还没有报结。", None),
    WorkList("unit_yellow", "本单位黄灯", R.UNIT_LEADER, "yellow", "快到期。", None, light=Light.YELLOW),
    WorkList(
        "told_centre",
        "等中心答复",
        R.UNIT_LEADER,
        "told_centre",
        "本单位提出的延期、中止、移送等。",
        None,
    ),
    WorkList("to_begin", "待开始调解", R.MEDIATOR, "to_begin", "您的件，双方同意后开始。", "start_mediation"),
    WorkList(
        "mediating",
        "调解中",
        R.MEDIATOR,
        "mediating",
        "您正在调解的件。",
        "record_mediation",
        False,
        S.MEDIATING,
    ),
    WorkList("mediator_red", "超期", R.MEDIATOR, "mediator_red", "已超期、还没有报结。", None),
    WorkList("mediator_yellow", "临期", R.MEDIATOR, "mediator_yellow", "快到期。", None, light=Light.YELLOW),
    WorkList(
        "kept_promise", "履行中", R.MEDIATOR, "kept_promise", "已达成协议，看履行。", None, False, S.SETTLED
    ),
    WorkList("county_red", "全县红灯", R.LEADER, "red", "全县已超期的件。", None),
    WorkList("longest", "超期最久", R.LEADER, "red", "超期最久的几件。", None, first_only=True),
    WorkList("risky", "涉众和民转刑风险", R.LEADER, "risky", "在办、带风险标签的件。", None),
)
