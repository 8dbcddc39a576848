"""The steps that people take on a page: of each what is asked, who has to agree, and what it needs.

Beside ``casework/table.py``, which says from where to where and by whom. One row a step; what a row
names is in ``bars.py`` (why not now), ``changes.py`` and ``dispatching.py`` (what is set on the case).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from jiefen_lite import glossary
from jiefen_lite.moving import aftermath, bars, changes, dispatching, receiving
from jiefen_lite.moving.entries import Choices, Entry, Kind, Values
from jiefen_lite.moving.scene import Scene, Whose
from jiefen_lite.shapes import Role, Status
from jiefen_lite.store import mediations

R = Role
Bar = Callable[[Scene], str | None]
Check = Callable[[Scene, Values], list[str]]
Change = Callable[[Scene, Values], None]
NOBODY: frozenset[Role] = frozenset()


def _no_faults(_scene: Scene, _values: Values) -> list[str]:
    return []


def _no_change(_scene: Scene, _values: Values) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Act:
    """One step as people take it.

    ``asks`` is who may ask for it where others have to agree, one after the other (``chain``); ``alone``
    who may take it without asking all the same. Without a chain it is taken by whom the table names.
    ``clock``: it has to do with the due dates. ``rights``: why this person may not, ``bars``: why nobody
    can now, which his page tells him. ``sealed``: entries whose words are kept encrypted beside the case
    (``keeps``) and do not stand in its history.
    """

    action: str
    told: str  # one sentence: what it does
    entries: tuple[Entry, ...] = ()
    asks: frozenset[Role] = NOBODY
    chain: tuple[Role, ...] = ()
    alone: frozenset[Role] = NOBODY
    whose: Whose = Whose.MAIN
    clock: bool = False
    first: bool = False  # what is usually done next
    first_at: tuple[Status, ...] = ()  # where it is so in some states only
    first_else: bool = False  # for whoever has no other next step
    rights: tuple[Bar, ...] = ()
    bars: tuple[Bar, ...] = ()
    faults: Check = _no_faults
    change: Change = _no_change
    keeps: Change = _no_change  # what is stored beside the case, once it is saved (inside the write)
    sealed: tuple[str, ...] = ()


def _known(words: dict[str, str]) -> Choices:
    return lambda _scene: list(words.items())


def _of_rules(pick: Callable[[Scene], Sequence[str]]) -> Choices:
    return lambda scene: [(one, one) for one in pick(scene)]


def _today(scene: Scene) -> str:
    return scene.today.isoformat()


def _first_ground(scene: Scene) -> str:
    return scene.house.book.moves.accepting.grounds[0]


def _extensions(scene: Scene) -> list[tuple[str, str]]:
    return [(str(days), f"{days} 天") for days in range(1, bars.longest_extension(scene) + 1)]


def _mediators(scene: Scene) -> list[tuple[str, str]]:
    return [(one.name, f"{one.name}（{one.unit}）") for one in scene.mediators()]


def _mediator(scene: Scene) -> str:
    names = [name for name, _ in _mediators(scene)]
    if scene.viewer.name in names:
        return scene.viewer.name
    return names[0] if len(names) == 1 else ""


def _other_mediators(scene: Scene) -> list[tuple[str, str]]:
    return [one for one in _mediators(scene) if one[0] != scene.case.mediator]


def _has_mediator(scene: Scene) -> bool:
    return scene.has_other_mediator


def _colleagues(scene: Scene) -> list[tuple[str, str]]:
    """Who could take the case over, with what each has in hand and whether he is there today."""
    known = receiving.of_unit(scene.house, scene.viewer, scene.case.responsible_unit, scene.today)
    others = [(one.name, one.told) for one in known if one.name != scene.case.handler]
    stays = [(one.name, f"{one.name}（不换，只换调解员）") for one in known if one.name == scene.case.handler]
    return [*others, *(stays if _has_mediator(scene) else [])]


def _raters(scene: Scene) -> list[tuple[str, str]]:
    """The parties of the case, masked, and whoever answers for them."""
    sides = mediations.sides(scene.house.store, scene.viewer, scene.case.case_code)
    named = [(one.key, f"{glossary.label('party_role', one.role)} {one.name}") for one in sides]
    return [*(named or [("applicant", "申请人")]), ("agent", glossary.RATING_PARTIES["agent"])]


def _units(scene: Scene) -> list[tuple[str, str]]:
    return [(one.name, one.name) for one in scene.house.center.units]


def _other_units(scene: Scene) -> list[tuple[str, str]]:
    return [one for one in _units(scene) if one[0] != scene.case.responsible_unit]


def _is_bare(scene: Scene) -> bool:
    """A ledger said only 办结: whoever approves says how it ended."""
    return scene.case.outcome is None


def _reason(label: str = "理由", *, required: bool = True, hint: str = "") -> Entry:
    return Entry("reason", label, Kind.WORDS, required, hint)


_OPTIONS = Entry(
    "told_options",
    "告知的途径",
    Kind.SEVERAL,
    choices=_of_rules(lambda scene: scene.house.book.moves.wordings.options),
)
_DISPATCH = (
    Entry("type", "纠纷类型", Kind.SELECT, choices=dispatching.types, given=dispatching.type_now),
    Entry(
        "complexity",
        "难易",
        Kind.CHOICE,
        choices=_known(glossary.COMPLEXITIES),
        given=lambda scene: scene.case.complexity or "",
    ),
    Entry(
        "risk_level",
        "风险等级",
        Kind.CHOICE,
        choices=dispatching.risk_levels,
        given=lambda scene: scene.case.risk_level,
    ),
    Entry(
        "responsible_unit",
        "主办单位",
        Kind.SELECT,
        choices=dispatching.units,
        given=lambda scene: dispatching.proposal(scene).responsible_unit or "",
    ),
    Entry(
        "assisting_units",
        "协办单位",
        Kind.SEVERAL,
        required=False,
        choices=dispatching.assisting,
        given=lambda scene: dispatching.proposal(scene).assisting_units,
    ),
)

#: In the order in which they are offered.
ACTS: dict[str, Act] = {
    act.action: act
    for act in (
        Act("submit", "把草稿交上去登记。", first=True),
        Act(
            "accept",
            "受理以后时限从今天起算，并告知申请人。",
            (
                Entry(
                    "ground",
                    "受理理由",
                    Kind.CHOICE,
                    choices=_of_rules(lambda scene: scene.house.book.moves.accepting.grounds),
                    given=_first_ground,
                ),
                Entry("in_scope", "属于本中心管辖，没有不予受理的情形", Kind.YES),
            ),
            clock=True,
            first=True,
            bars=(bars.supervisors_to_accept,),
        ),
        Act(
            "settle_on_spot",
            "当场说好的一次记完，不再派单。",
            (
                Entry(
                    "agreement_form",
                    "协议形式",
                    Kind.CHOICE,
                    choices=_known(glossary.AGREEMENT_FORMS),
                    given=lambda _scene: "oral",
                ),
                Entry(
                    "agreement", "双方怎样约定", Kind.WORDS, hint="谁在什么时候做什么；口头协议也要记下内容。"
                ),
                Entry("signed", "书面协议已签名、盖章", Kind.YES, required=False),
                Entry("performance_due", "履行期限", Kind.DAY, required=False),
            ),
            bars=(bars.accusation, bars.both_sides),
            faults=changes.agreement_faults,
            change=changes.settle_here,
            keeps=aftermath.plan,
            sealed=("agreement",),
        ),
        Act(
            "refuse",
            "督办岗同意以后不予受理，出具告知书。",
            (
                Entry(
                    "ground",
                    "不予受理的情形",
                    Kind.CHOICE,
                    choices=_of_rules(lambda scene: [one.text for one in scene.house.book.moves.refusing]),
                ),
                Entry(
                    "told_options",
                    "告知的途径",
                    Kind.WORDS,
                    required=False,
                    hint="不写就用规则里这种情形的说法。",
                ),
                _reason("补充说明", required=False),
            ),
            asks=frozenset({R.INTAKE_CLERK}),
            chain=(R.SUPERVISOR,),
            change=changes.fill_options,
        ),
        Act(
            "dispatch",
            "定类型、难易和主办单位，派给责任单位签收。",
            (*_DISPATCH, _reason("改派的理由", required=False, hint="派给规则没有推荐的单位时写。")),
            first=True,
            bars=(bars.accusation, bars.returned_enough, bars.clerks_levels),
            faults=dispatching.faults,
            change=dispatching.dispatch,
        ),
        Act(
            "adjudicate_owner",
            "部门互推的件由中心指定主办，指定以后不再退件。",
            (*_DISPATCH, _reason("指定的理由")),
            first=True,
            bars=(bars.accusation,),
            faults=dispatching.faults,
            change=dispatching.dispatch,
        ),
        Act("sign_receipt", "签收以后由您承办。", first=True, change=changes.take_in_hand),
        Act(
            "sign_assist",
            "签收以后本单位配合主办单位。",
            whose=Whose.ASSISTING,
            first=True,
            bars=(bars.signed_already,),
            change=changes.sign_for_unit,
        ),
        Act(
            "first_contact",
            "记下第一次联系当事人。",
            (
                Entry("way", "怎样联系的", Kind.CHOICE, choices=_known(glossary.CONTACT_WAYS)),
                _reason("说了什么", required=False),
            ),
            first_at=(Status.SIGNED,),  # owed within a day of signing, before anything else
            bars=(bars.contacted_once,),
        ),
        Act(
            "start_mediation",
            "双方同意以后开始调解。",
            (
                Entry(
                    "consent",
                    "双方是否同意调解",
                    Kind.CHOICE,
                    choices=_known({"both": "双方同意", "refused": "一方明确拒绝"}),
                ),
                Entry("rights_told", "已告知双方权利和义务", Kind.YES),
                Entry("mediator", "调解员", Kind.SELECT, choices=_mediators, given=_mediator),
            ),
            first=True,
            bars=(bars.no_mediator,),
            faults=changes.consent_faults,
            change=changes.name_mediator,
        ),
        Act(
            "record_mediation",
            "记下一次调解，可以记多次。",
            (
                Entry("held_on", "调解日期", Kind.DAY, given=_today),
                Entry("place", "地点", Kind.LINE),
                Entry(
                    "way",
                    "方式",
                    Kind.CHOICE,
                    choices=_known(glossary.MEDIATION_WAYS),
                    given=lambda _scene: "on_site",
                ),
                Entry("present", "参加人", Kind.WORDS, hint="当事人、调解员和其他在场的人。"),
                Entry("record", "过程和结果", Kind.WORDS),
            ),
            first_else=True,  # a handler does not settle: what he does at the table is the record
            faults=changes.held_faults,
            keeps=aftermath.keep_record,
            sealed=("present", "record"),
        ),
        Act(
            "settle",
            "记下协议，进入履行和报结。",
            (
                Entry(
                    "agreement_form",
                    "协议形式",
                    Kind.CHOICE,
                    choices=_known(glossary.AGREEMENT_FORMS),
                    given=lambda _scene: "written",
                ),
                Entry("agreement", "协议内容", Kind.WORDS, hint="谁在什么时候做什么，写明金额和期限。"),
                Entry("signed", "当事人、调解员已签名，调委会已盖章", Kind.YES, required=False),
                Entry("performance_due", "履行期限", Kind.DAY, required=False),
            ),
            first=True,
            faults=changes.agreement_faults,
            change=changes.agree,
            keeps=aftermath.plan,
            sealed=("agreement",),
        ),
        Act(
            "fail",
            "调解不成，告知当事人可以走的途径。",
            (_OPTIONS, _reason("为什么没有调成", hint="可能引发治安、刑事案件的，先报告公安机关。")),
            change=changes.give_up,
        ),
        Act(
            "submit_feedback",
            "分管领导审核以后报中心，时限灯停在那一天。",
            (
                Entry(
                    "result",
                    "办理结果",
                    Kind.WORDS,
                    hint="达成的协议已经写上，照实改。",
                    given=aftermath.result,
                ),
                Entry(
                    "basis",
                    "依据",
                    Kind.LINE,
                    hint="协议编号、告知书或者法律依据；达成的协议、做过的告知书已经填上。",
                    given=aftermath.grounds,
                ),
                Entry(
                    "contacted",
                    "联系当事人的情况",
                    Kind.WORDS,
                    hint="记过的联系和调解已经列上，再写当事人怎么说。",
                    given=aftermath.contacts,
                ),
                Entry(
                    "attachments",
                    "附件",
                    Kind.WORDS,
                    hint="协议、告知书、照片的名称和存放处；附在案件里的已经列上。",
                    given=aftermath.attached,
                ),
            ),
            asks=frozenset({R.HANDLER, R.INTAKE_CLERK}),
            chain=(R.UNIT_LEADER,),
            first=True,
            rights=(bars.clerk_only_without_unit,),
        ),
        Act(
            "approve",
            "审核通过就结案，并请当事人评价。",
            (
                Entry(
                    "outcome",
                    "化解了没有",
                    Kind.CHOICE,
                    choices=_known({"resolved": "化解", "completed_unresolved": "办结未化解"}),
                    when=_is_bare,
                ),
                Entry("told_party", "怎样告知当事人的", Kind.LINE),
                Entry("checked", "已核实办理结果和附件", Kind.YES),
            ),
            first=True,
            bars=(bars.closing_papers,),
            change=changes.close,
        ),
        Act("reject_feedback", "退回主办单位接着办，时限灯接着走。", (_reason(),)),
        Act(
            "evaluate",
            "替当事人录入他的评价，写明从哪里来。",
            (
                Entry("satisfaction", "满意度", Kind.CHOICE, choices=_known(glossary.SATISFACTIONS)),
                Entry("solved", "问题解决了没有", Kind.CHOICE, choices=_known(glossary.SOLVED)),
                Entry("party", "联系到的是谁", Kind.SELECT, choices=_raters),
                Entry("way", "怎样联系到的", Kind.CHOICE, choices=_known(glossary.CLERK_RATING_WAYS)),
                Entry("reached_on", "哪一天联系到的", Kind.DAY, given=_today),
                Entry("said", "当事人怎么说", Kind.WORDS, False, "不满意的要写原因。"),
            ),
            first=True,
            rights=(bars.rates_its_own,),
            bars=(bars.not_judged,),
            faults=changes.evaluation_faults,
            keeps=aftermath.keep_rating,
        ),
        Act(
            "archive",
            "卷宗齐了就归档。",
            (
                Entry("dossier", "卷宗编号或存放处", Kind.LINE, given=aftermath.dossier_number),
                Entry("complete", "卷宗清单已逐项核对", Kind.YES),
            ),
            first=True,
            bars=(bars.unanswered,),
        ),
        Act(
            "resume",
            "中心时限从恢复的那一天接着走。",
            (_reason("为什么恢复"),),
            asks=frozenset({R.HANDLER}),
            chain=(R.SUPERVISOR,),
            alone=frozenset({R.SUPERVISOR}),
            clock=True,
            first=True,
        ),
        Act(
            "close_ended",
            "凭证或者告知书在卷，销案。",
            (Entry("evidence", "在卷的凭证", Kind.LINE),),
            first=True,
        ),
        Act("uphold_appeal", "申诉成立，回到待受理；原告知书保留。", (_reason(),), first=True),
        Act(
            "inform_options",
            "不调解，告知当事人可以走的途径。",
            (
                Entry(
                    "ground",
                    "理由",
                    Kind.CHOICE,
                    choices=_of_rules(lambda scene: scene.house.book.moves.wordings.inform_grounds),
                ),
                _OPTIONS,
                _reason("补充说明", required=False),
            ),
        ),
        Act(
            "extend",
            "督办岗同意以后到期日往后移，只有一次。",
            (
                Entry("days", "延几天", Kind.CHOICE, choices=_extensions),
                _reason(),
                Entry("told_party", "怎样告知当事人的", Kind.LINE),
            ),
            asks=frozenset({R.HANDLER}),
            chain=(R.SUPERVISOR,),
            clock=True,
            bars=(bars.extension,),
            faults=changes.extension_faults,
            change=changes.mark_extension,
        ),
        Act(
            "suspend",
            "督办岗同意以后中心时限停走；法定和来源时限照走。",
            (
                Entry(
                    "ground",
                    "中止的事由",
                    Kind.CHOICE,
                    choices=_of_rules(
                        lambda scene: [one.text for one in scene.house.book.moves.suspending.grounds]
                    ),
                ),
                Entry("until", "预计恢复日", Kind.DAY, hint="到这一天时限接着走，可以提前恢复。"),
                _reason("具体情况"),
            ),
            asks=frozenset({R.HANDLER, R.INTAKE_CLERK}),
            chain=(R.SUPERVISOR,),
            clock=True,
            rights=(bars.clerk_only_at_the_centre,),
            bars=(bars.suspended_enough,),
            faults=changes.suspension_faults,
            change=changes.mark_suspension,
        ),
        Act(
            "return_case",
            "分管领导审、督办岗核以后退回中心；时限不停。",
            (
                Entry(
                    "ground",
                    "退件理由",
                    Kind.CHOICE,
                    choices=_of_rules(lambda scene: scene.house.book.moves.returning.grounds),
                ),
                _reason("依据和说明"),
                Entry("other_unit", "建议的单位", Kind.SELECT, required=False, choices=_other_units),
            ),
            asks=frozenset({R.HANDLER}),
            chain=(R.UNIT_LEADER, R.SUPERVISOR),
            bars=(bars.no_more_returns,),
            change=changes.give_back,
        ),
        Act(
            "refuse_assist",
            "督办岗同意以后本单位不再协办，也不再看得到这一件。",
            (_reason(),),
            asks=frozenset({R.HANDLER}),
            chain=(R.SUPERVISOR,),
            whose=Whose.ASSISTING,
            change=changes.leave_out,
        ),
        Act(
            "hand_over",
            "改由本单位另一个人承办；状态和时限都不变。",
            (
                Entry(
                    "handler",
                    "接手的承办人",
                    Kind.SELECT,
                    choices=_colleagues,
                    hint="列出本单位在用的承办人和各人在办的件数。",
                ),
                Entry(
                    "mediator",
                    "调解员也换成",
                    Kind.SELECT,
                    required=False,
                    hint="不选就还是原来的调解员。",
                    choices=_other_mediators,
                    when=_has_mediator,
                ),
                _reason("移交的理由"),
            ),
            rights=(bars.hands_on_his_own,),
            bars=(bars.no_colleague,),
            faults=changes.giving_faults,
            change=changes.give_to,
            keeps=aftermath.tell_receivers,
        ),
        Act(
            "transfer",
            "督办岗同意以后移送，中心时限停走，跟踪他程序。",
            (
                Entry(
                    "target",
                    "接收机关",
                    Kind.SELECT,
                    choices=_of_rules(lambda scene: scene.house.book.moves.wordings.transfer_targets),
                ),
                Entry("basis", "依据", Kind.LINE),
                Entry("materials", "材料清单", Kind.WORDS),
            ),
            asks=frozenset({R.HANDLER, R.INTAKE_CLERK}),
            chain=(R.SUPERVISOR,),
            rights=(bars.clerk_only_at_the_centre,),
            change=changes.end_suspension,
        ),
        Act(
            "transfer_back",
            "他程序退回，中心时限从退回的那一天接着走。",
            (
                Entry("evidence", "退回文书", Kind.LINE),
                Entry("returned_on", "退回日期", Kind.DAY, given=_today),
            ),
            clock=True,
            faults=changes.back_faults,
        ),
        Act(
            "withdraw",
            "申请人撤回；涉众、涉刑的不因撤回停止督办。",
            (
                Entry("way", "怎样撤回的", Kind.CHOICE, choices=_known(glossary.WITHDRAWAL_WAYS)),
                Entry("evidence", "凭证", Kind.LINE, hint="撤回申请、短信或者录音的编号和存放处。"),
            ),
            change=changes.say_how_withdrawn,
        ),
        Act(
            "reopen",
            "重新办理，时限从今天重新起算；首次受理时间不变。",
            (
                Entry(
                    "ground",
                    "重开的理由",
                    Kind.CHOICE,
                    choices=_of_rules(lambda scene: scene.house.book.moves.wordings.reopen_grounds),
                ),
                _reason("具体情况"),
            ),
            clock=True,
            keeps=aftermath.void_links,
        ),
        Act(
            "consult",
            "督办岗同意以后请专家会诊，案件状态不变。",
            (Entry("question", "疑难点", Kind.WORDS),),
            asks=frozenset({R.HANDLER, R.MEDIATOR}),
            chain=(R.SUPERVISOR,),
        ),
        Act(
            "whistle",
            "召集单位到场，案件状态不变。",
            (
                Entry("matter", "事由", Kind.WORDS),
                Entry("urgency", "紧急程度", Kind.CHOICE, choices=_known(glossary.URGENCIES)),
                Entry("units", "需报到单位", Kind.SEVERAL, choices=_units),
            ),
            whose=Whose.ANY,
            rights=(bars.town_whistles,),
        ),
    )
}
