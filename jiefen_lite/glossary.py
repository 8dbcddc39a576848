"""The Chinese label of every identifier a person may get to see; pages, papers and ledgers all ask here.

Code speaks the right-hand column of the glossary, people read the left-hand one. Indicator names and
dispute types are not here: counties may change them, so they live with the rules.
"""

from __future__ import annotations

NONE = "—"

CHANNELS: dict[str, str] = {
    "mediation": "司法调解（人民调解）",
    "police_110": "110警情",
    "court_pretrial": "法院诉前调解",
    "petition": "信访",
    "labor_arbitration": "劳动仲裁",
    "hotline_12345": "12345热线",
    "grid": "网格",
    "miniapp": "群众扫码",
    "window": "窗口来访",
    "superior": "上级交办",
}

STATUSES: dict[str, str] = {
    "draft": "草稿",
    "registered": "已登记（待受理）",
    "not_accepted": "不予受理",
    "accepted": "已受理（待研判分流）",
    "dispatched": "已分流（待签收）",
    "signed": "已签收（待办）",
    "mediating": "调解中",
    "suspended": "中止（暂停计时）",
    "settled": "已达成协议",
    "failed": "调解不成",
    "transferred": "已移送",
    "withdrawn": "已撤回",
    "feedback_pending": "已反馈（待中心审核）",
    "closed": "已结案（待评价）",
    "evaluated": "已评价",
    "archived": "已归档",
    "merged": "已并案",
}

STAGES: dict[str, str] = {
    "draft": "受理",
    "registered": "受理",
    "not_accepted": "终",
    "accepted": "受理",
    "dispatched": "分流",
    "signed": "分流",
    "mediating": "调解",
    "suspended": "调解",
    "settled": "调解",
    "failed": "调解",
    "transferred": "终",
    "withdrawn": "终",
    "feedback_pending": "反馈",
    "closed": "反馈",
    "evaluated": "评价",
    "archived": "终",
    "merged": "终",
}

OUTCOMES: dict[str, str] = {
    "resolved": "化解",
    "completed_unresolved": "办结未化解",
    "transferred": "移送",
    "withdrawn": "撤回",
    "not_accepted": "不予受理",
    "merged": "并案",
}

ROLES: dict[str, str] = {
    "intake_clerk": "窗口受理员",
    "supervisor": "督办岗",
    "handler": "承办人",
    "unit_leader": "分管领导",
    "mediator": "调解员",
    "expert": "专家",
    "leader": "领导",
    "rule_editor": "规则员",
    "auditor": "审计员",
    "admin": "管理员",
    "operator": "本机操作员",
}

COMPLEXITIES: dict[str, str] = {"simple": "简易", "complex": "复杂"}

RISK_LEVELS: dict[str, str] = {"low": "低", "medium": "中", "high": "高"}

LIGHTS: dict[str, str] = {"green": "绿灯（正常）", "yellow": "黄灯（临期）", "red": "红灯（超期）"}

CLOCKS: dict[str, str] = {
    "center": "中心时限",
    "source": "来源时限",
    "statutory": "法定时限",
    "original": "原件期限",
}

BYS: dict[str, str] = {"source": "来源台账", "rule": "规则", "model": "模型", "person": "人工"}

SATISFACTIONS: dict[str, str] = {
    "satisfied": "满意",
    "basically_satisfied": "基本满意",
    "dissatisfied": "不满意",
}

#: Whether a party says that its matter is settled.
SOLVED: dict[str, str] = {"yes": "解决了", "partly": "部分解决", "no": "没有解决"}

#: How a rating came: a person of the centre enters what he was told by one of these.
CLERK_RATING_WAYS: dict[str, str] = {"phone": "电话", "paper": "纸质评价表", "callback": "回访"}
RATING_WAYS: dict[str, str] = {
    "link": "扫码或者链接",
    **CLERK_RATING_WAYS,
    "carried_over": "台账带入",
    "unrated": "到期没有评价",
}

#: Who answers for a party, where no name is given.
RATING_PARTIES: dict[str, str] = {
    "applicant": "申请人",
    "respondent": "被申请人",
    "third_party": "第三人",
    "agent": "代理人或者家属",
}

AGREEMENT_FORMS: dict[str, str] = {"written": "书面", "oral": "口头"}

#: The ledgers and forms that leave the centre as workbooks.
LEDGERS: dict[str, str] = {
    "cases": "矛盾纠纷台账",
    "overdue": "超期台账",
    "returned": "退件台账",
    "repeat": "重复件台账",
    "prominent": "突出矛盾纠纷台账",
    "confirmation": "司法确认台账",
    "mediation": "人民调解统计月报",
}

PARTY_ROLES: dict[str, str] = {
    "applicant": "申请人",
    "respondent": "被申请人",
    "third_party": "第三人",
    "agent": "代理人",
}

PRESCRIPTION_STATES: dict[str, str] = {
    "open": "未登记",
    "done": "已完成",
    "not_done": "未完成",
    "delayed": "延期",
}

#: What somebody has at hand that goes to another when he leaves.
HOLDINGS: dict[str, str] = {
    "handler": "作承办人的在办件",
    "mediator": "作调解员的在办件",
    "batch": "待确认的批次",
    "prescription": "作责任人的处方",
    "stand_in": "替人代班",
    "saved_view": "常用查询",
    "rule_draft": "规则草稿",
    "message": "没读的消息",
}

#: How far a source number is answered; in the order in which they matter.
REPLY_STATES: dict[str, str] = {
    "again": "结果变了，要重新反馈",
    "owed": "待反馈",
    "open": "还在办",
    "itself": "来源自己办结",
    "done": "已反馈",
    "intake_draft": "登记草稿",
}

LEVELS: dict[str, str] = {"error": "拒收", "warning": "提醒"}

DISPOSITIONS: dict[str, str] = {
    "new": "新增",
    "updated": "更新",
    "unchanged": "无变化",
    "rejected": "拒收",
    "excluded": "不属纠纷",
}

ACTIONS: dict[str, str] = {
    "import": "台账导入",
    "update": "台账更新",
    "follow_original": "随原件定期限",
    "register": "登记",
    "submit": "提交",
    "accept": "受理",
    "refuse": "不予受理",
    "uphold_appeal": "申诉成立",
    "triage": "研判定级",
    "dispatch": "分流",
    "adjudicate_owner": "指定管辖",
    "sign_receipt": "签收",
    "first_contact": "首次联系",
    "return_case": "退件",
    "start_mediation": "开始调解",
    "mediate": "调解",
    "record_mediation": "调解记录",
    "settle": "达成协议",
    "settle_on_spot": "当场化解",
    "fail": "调解不成",
    "terminate": "终止调解",
    "inform_options": "告知途径",
    "transfer": "移送",
    "transfer_back": "他程序退回",
    "submit_feedback": "报结",
    "approve": "审核通过",
    "reject_feedback": "审核退回",
    "close_ended": "销案",
    "evaluate": "评价",
    "answer_rating": "评价的书面说明",
    "archive": "归档",
    "merge": "并案",
    "unmerge": "解除并案",
    "take_in": "并入另一件",
    "let_go": "拆出另一件",
    "reopen": "重开",
    "suspend": "中止",
    "resume": "恢复",
    "withdraw": "撤回",
    "extend": "延期",
    "correct": "更正",
    "confirm": "确认",
    "urge": "催办",
    "supervise": "督办",
    "rectify": "整改",
    "whistle": "吹哨",
    "report_in": "报到",
    "consult": "请专家会诊",
    "return_visit": "回访",
    "note": "备注",
    "revoke": "批次撤回",
    "hand_over": "移交承办",
    "sign_assist": "协办签收",
    "refuse_assist": "不协办",
    "propose": "提出申请",
    "endorse": "审核同意",
    "decline": "没有同意",
    "take_back": "撤回申请",
    "attach": "添加附件",
    "void_attachment": "附件作废",
    "perform": "履行记录",
    "judicial_confirmation": "司法确认",
}

#: How a step stands that others have to agree to.
REQUEST_STATES: dict[str, str] = {
    "proposed": "等候答复",
    "endorsed": "已审核，等候批准",
    "approved": "已同意",
    "declined": "没有同意",
    "taken_back": "已撤回",
    "lapsed": "案件已有变化，不再需要",
}

MEDIATION_WAYS: dict[str, str] = {"on_site": "到场", "video": "视频", "telephone": "电话", "written": "书面"}

CONTACT_WAYS: dict[str, str] = {"telephone": "电话", "in_person": "当面", "visit": "上门", "message": "短信"}

WITHDRAWAL_WAYS: dict[str, str] = {"written": "书面", "message": "短信", "recording": "录音"}

#: How a unit sits in the centre.
RESIDENCES: dict[str, str] = {"permanent": "常驻", "rotating": "轮驻", "on_call": "随叫随驻"}

URGENCIES: dict[str, str] = {"normal": "一般", "urgent": "紧急", "at_once": "特急"}

#: What one side says to being mediated, how it said so, and what came of a meeting.
CONSENTS: dict[str, str] = {"agreed": "同意", "refused": "拒绝"}

CONSENT_WAYS: dict[str, str] = {
    "in_person": "当面",
    "written": "书面",
    "telephone": "电话",
    "video": "视频",
    "message": "短信",
}

SESSION_RESULTS: dict[str, str] = {"agreed": "达成一致", "again": "下次再调", "broken_off": "没有谈成"}

SESSION_STATES: dict[str, str] = {"planned": "已约好", "held": "已调解", "called_off": "已取消"}

PERFORMANCES: dict[str, str] = {"done": "已履行", "partly": "部分履行", "not_done": "未履行"}

#: How an application for 司法确认 stands.
CONFIRMATIONS: dict[str, str] = {
    "open": "还没有申请",
    "declined": "双方不申请",
    "applied": "已申请",
    "taken": "法院已受理",
    "not_taken": "法院不受理",
    "confirmed": "已裁定确认",
    "not_confirmed": "裁定不予确认",
}

#: What has its day after an agreement.
AFTER_AGREEMENT: dict[str, str] = {"performance": "履行", "confirmation": "司法确认", "visit": "回访"}

YES_NO: dict[str, str] = {"yes": "是", "no": "否"}

DECISIONS: dict[str, str] = {
    "channel": "来源渠道",
    "type": "纠纷类型",
    "place": "地点",
    "unit": "主办单位",
    "assisting": "协办单位",
    "complexity": "难易",
    "risk": "风险等级",
    "due": "到期日",
    "light": "时限灯",
    "center_due": "中心时限",
    "source_due": "来源限办日",
    "statutory_due": "法定期限",
    "outcome": "办理结果",
    "result": "办理结果",
    "satisfaction": "满意度",
    "party": "谁说的",
    "reached_on": "哪天联系到的",
    "exclude": "不属纠纷",
    "cause": "成因",
    "people": "涉及人数",
    "amount": "涉案金额",
    "when": "发生时间",
    "who": "当事人",
    "repeat": "重件",
    "tags": "标签",
    "tag": "标签",
}

FIELDS: dict[str, str] = {
    # what the centre keeps of a case
    "case_code": "案件码",
    "status": "状态",
    "stage": "环节",
    "channel": "来源渠道",
    "sources": "来源",
    "source_no": "来源编号",
    "received_at": "来源登记时间",
    "occurred_at": "发生时间",
    "registered_at": "登记时间",
    "accepted_at": "受理时间",
    "clock_start_at": "法定起算日",
    "town": "镇（街道）",
    "village": "村（社区）",
    "place": "地点",
    "type_l1": "一级类型",
    "type_l2": "二级类型",
    "complexity": "难易",
    "risk_level": "风险等级",
    "risk_score": "风险分",
    "risk_reasons": "风险因素",
    "responsible_unit": "主办单位",
    "assisting_units": "协办单位",
    "handler": "承办人",
    "mediator": "调解员",
    "center_due": "中心时限",
    "source_due": "来源限办日",
    "statutory_due": "法定期限",
    "due_date": "到期日",
    "due_clock": "到期日依据",
    "deadline_light": "时限灯",
    "feedback_submitted_at": "报结时间",
    "first_contact_at": "首次联系时间",
    "evaluated_at": "评价时间",
    "dispatch_count": "分流次数",
    "return_count": "退件次数",
    "reopen_count": "重开次数",
    "suspended_days": "中止天数",
    "clock_state": "时限的停走和延期",
    "closed_at": "办结时间",
    "outcome": "办理结果",
    "satisfaction": "满意度",
    "people_count": "涉及人数",
    "people_count_approx": "人数为约数",
    "amount": "涉案金额",
    "amount_fen": "涉案金额",
    "tags": "标签",
    "cause": "成因",
    "summary": "简要情况",
    "claim": "诉求",
    "result_text": "办理结果原文",
    "secrecy": "要求保密",
    "pending": "待确认",
    "parties": "当事人",
    "reasons": "判定理由",
    # parties
    "role": "身份",
    "name": "姓名（名称）",
    "phone": "电话",
    "id_no": "证件号码",
    "address": "住址",
    "gender": "性别",
    "age": "年龄",
    "is_org": "单位",
    "anonymous": "匿名",
    "applicant": "申请人",
    "respondent": "被申请人",
    "third_party": "第三人",
    "agent": "代理人",
    "respondent_phone": "被申请人电话",
    "respondent_id_no": "被申请人证件号码",
    "respondent_address": "被申请人住址",
    "respondent_gender": "被申请人性别",
    "respondent_age": "被申请人年龄",
    # what an imported row may give
    "applied_at": "申请日期",
    "title": "标题",
    "raw_type": "来源类型",
    "raw_type2": "来源二级类型",
    "amount_text": "金额原文",
    "responsible_unit_raw": "来源承办单位",
    "dispatched_at": "派单时间",
    "signed_at": "签收时间",
    "result": "办理结果",
    "result_status_text": "办理状态",
    "repeat": "重件",
    "remark": "备注",
    "settled_on_spot": "当场化解",
    "appeal_type": "诉求类型",
    "category": "来源类别",
    "subcategory": "来源小类",
    "agreement_form": "协议形式",
    "agreement_no": "协议编号",
    "confirmed": "司法确认",
    "performed": "履行情况",
    "difficult": "疑难复杂",
    "litigation": "涉法涉诉",
    "linked_nos": "关联编号",
    "redo": "退回重办",
    "case_origin": "案件来源",
    "grid": "网格",
    "community": "村（社区、小区）",
    "scale": "规模",
    # what a step of the loop must be given
    "agreement": "协议内容",
    "basis": "依据",
    "consent": "双方同意",
    "contacted": "联系当事人记录",
    "evidence": "凭证",
    "master_case": "主件",
    "matter": "事由",
    "question": "疑难点",
    "reason": "理由",
    "record": "调解记录",
    "target": "接收机关",
    "told_options": "告知的途径",
    "told_party": "告知当事人情况",
    "unit": "单位",
    "units": "需报到单位",
    "until": "预计恢复日",
    "attachments": "附件",
    "days": "延几天",
    "dossier": "卷宗编号或存放处",
    "ground": "理由",
    "held_on": "调解日期",
    "materials": "材料清单",
    "other_unit": "建议的单位",
    "performance_due": "履行期限",
    "present": "参加人",
    "proposed_unit": "规则推荐的单位",
    "returned_on": "退回日期",
    "rights_told": "告知权利义务",
    "solved": "问题解决了没有",
    "urgency": "紧急程度",
    "way": "方式",
    "attachment": "附件号",
    "confirmation": "司法确认",
    "item": "履行项",
    "kind": "种类",
    "reached": "联系上了",
    "visit": "回访",
    "closing_way": "结案方式",
    "new_case_no": "转立案号",
    "extra": "其他栏目",
}

PENDING: dict[str, str] = {
    "type": "类型待定",
    "place": "地点待定",
    "town": "镇（街道）待定",
    "unit": "主办单位待定",
    "complexity": "难易待研判",
    "outcome": "化解了没有",
    "missing_closed_at": "缺办结日期",
    "unclear_result": "化解了没有",
    "unknown_result": "办理结果看不懂",
    "result_contradicts": "办理结果前后不一",
    "closed_at": "缺办结日期",
    "result": "处理结果看不懂",
    "due": "到期日待定",
    "people": "涉及人数待核",
    "amount": "金额待核",
    "who": "当事人待核",
    "when": "时间待核",
    "cause": "成因待核",
    "risk": "风险待复核",
    "duplicate": "疑似重复",
    "conflict": "来源内容有出入",
}

#: What is read out of a text: 人、事、地、时、因, and what comes beside them.
ELEMENTS: dict[str, str] = {
    "who": "人",
    "type": "事",
    "place": "地",
    "when": "时",
    "cause": "因",
    "amount": "金额",
    "people": "人数",
    "risk": "风险词",
}

LESSON_KINDS: dict[str, str] = {
    "text": "同样的案情",
    "place_word": "地名",
    "not_name": "不是人名",
    "name": "人名",
}

LESSON_STATES: dict[str, str] = {
    "proposed": "等您看",
    "in_force": "在用",
    "refused": "没有同意",
    "removed": "已去掉",
    "replaced": "后来又改过",
}

BATCH_STATES: dict[str, str] = {
    "staging": "正在读取",
    "previewed": "待确认",
    "committing": "正在入库（未生效）",
    "committed": "已入库",
    "revoked": "已撤回",
    "abandoned": "已放弃",
    "failed": "没有读成",
}

#: The reports that a leader may write an instruction on.
REPORTS: dict[str, str] = {"analysis": "分析报告", "health": "体检报告"}

#: How an objection to a figure of a 体检报告 stands.
OBJECTION_STATES: dict[str, str] = {
    "open": "待答复",
    "upheld": "成立",
    "partly": "部分成立",
    "rejected": "不成立",
}
MESSAGE_KINDS: dict[str, str] = {
    "yellow": "黄灯",
    "red": "红灯",
    "red_no_unit": "红灯待分派",
    "urge": "催办",
    "report": "红灯报告",
    "climb": "红灯提醒",
    "many_yellow": "黄灯",
    "many_red": "红灯",
    "many_red_no_unit": "红灯待分派",
    "many_urge": "催办",
    "many_report": "红灯报告",
    "many_climb": "红灯提醒",
    "many_order_changed": "督办有变化",
    "order_issued": "督办",
    "order_replied": "督办回复",
    "order_passed": "督办通过",
    "order_returned": "督办退回",
    "order_closed": "督办办结",
    "order_changed": "督办有变化",
    "instruction": "批示",
    "instruction_replied": "批示回复",
    "instruction_returned": "批示退回",
    "instruction_done": "批示办结",
    "objection": "申诉",
    "objection_answered": "申诉答复",
    "unmask_asked": "明文申请",
    "unmask_granted": "明文申请同意",
    "unmask_refused": "明文申请不同意",
    "answer_soon": "答复快到期",
    "answer_over": "答复已过期",
    "many_answer_soon": "答复快到期",
    "many_answer_over": "答复已过期",
    "handed_over": "移交承办",
    "many_handed_over": "移交承办",
    "mediator_changed": "换调解员",
    "step_taken": "案件办理",
    "step_asked": "申请待答复",
    "step_agreed": "申请已同意",
    "step_declined": "申请没有同意",
    "many_step_taken": "案件办理",
    "many_step_asked": "申请待答复",
    "many_step_agreed": "申请已同意",
    "many_step_declined": "申请没有同意",
}

ORDER_STATES: dict[str, str] = {
    "issued": "待回复",
    "replied": "待核查",
    "passed": "核查通过",
    "returned": "退回重报",
    "closed": "已办结",
}

ORDER_ACTIONS: dict[str, str] = {
    "issue": "下发督办单",
    "reply": "回复",
    "pass": "核查通过",
    "return": "核查退回",
    "close": "办结",
    "note": "案件有变化",
}

PRECEDENT_STATES: dict[str, str] = {"draft": "等审核", "approved": "已入库", "withdrawn": "已撤下"}
UNMASK_STATES: dict[str, str] = {"open": "待答复", "granted": "同意", "refused": "不同意"}

INSTRUCTION_STATES: dict[str, str] = {"open": "待回复", "replied": "已回复", "done": "已办结"}

INSTRUCTION_ACTIONS: dict[str, str] = {
    "instruct": "批示",
    "reply": "回复",
    "return": "退回",
    "done": "办结",
}

DELIVERY_STATES: dict[str, str] = {
    "waiting": "等待发送",
    "sending": "正在发送",
    "sent": "已发送",
    "failed": "没发成",
}

KINDS: dict[str, dict[str, str]] = {
    "channel": CHANNELS,
    "status": STATUSES,
    "stage": STAGES,
    "outcome": OUTCOMES,
    "role": ROLES,
    "complexity": COMPLEXITIES,
    "risk_level": RISK_LEVELS,
    "deadline_light": LIGHTS,
    "light": LIGHTS,
    "due_clock": CLOCKS,
    "clock": CLOCKS,
    "by": BYS,
    "satisfaction": SATISFACTIONS,
    "party_role": PARTY_ROLES,
    "level": LEVELS,
    "prescription_state": PRESCRIPTION_STATES,
    "disposition": DISPOSITIONS,
    "action": ACTIONS,
    "decision": DECISIONS,
    "field": FIELDS,
    "pending": PENDING,
    "element": ELEMENTS,
    "lesson_kind": LESSON_KINDS,
    "lesson_state": LESSON_STATES,
    "batch_state": BATCH_STATES,
    "holding": HOLDINGS,
    "request_state": REQUEST_STATES,
    "report": REPORTS,
    "message_kind": MESSAGE_KINDS,
    "objection_state": OBJECTION_STATES,
    "order_state": ORDER_STATES,
    "order_action": ORDER_ACTIONS,
    "instruction_state": INSTRUCTION_STATES,
    "precedent_state": PRECEDENT_STATES,
    "unmask_state": UNMASK_STATES,
    "instruction_action": INSTRUCTION_ACTIONS,
    "delivery_state": DELIVERY_STATES,
    "reply_state": REPLY_STATES,
    "residence": RESIDENCES,
    "consent": CONSENTS,
    "consent_way": CONSENT_WAYS,
    "mediation_way": MEDIATION_WAYS,
    "contact_way": CONTACT_WAYS,
    "session_result": SESSION_RESULTS,
    "session_state": SESSION_STATES,
    "performance": PERFORMANCES,
    "confirmation": CONFIRMATIONS,
    "after_agreement": AFTER_AGREEMENT,
    "rating_way": RATING_WAYS,
    "rating_party": RATING_PARTIES,
    "solved": SOLVED,
}


def label(kind: str, value: str | None) -> str:
    """What people read for ``value`` of ``kind``; “—” for nothing, the value itself where it is unknown."""
    if value is None or value == "":
        return NONE
    return KINDS[kind].get(str(value), str(value))
