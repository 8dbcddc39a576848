"""Every form of the guide (documents.md, c1 and c2) as Word: what it says, how it looks in its XML."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest
from docx import Document

from exporters import caseforms, formblanks, own, trying, word
from exporters.papers import PAPERS
from jiefen_lite import casepapers
from jiefen_lite.desk import House
from jiefen_lite.forms import FLOW, FORMS, MEDIATION, Form, Kind
from jiefen_lite.shapes import PartyFacts, PartyRole, Status
from jiefen_lite.store import cases
from tests.casepapers import scene
from tests.casepapers.scene import ALL, NOW, add_case, channel_of, first_status, make, words
from tests.exporters import form as official

#: The forms of the guide: their names, and words that each must have on paper whatever was typed into it.
SAYS: dict[str, tuple[str, str]] = {
    "mediation_application": (
        "人民调解申请书",
        "申请人：孙立东，男|被申请人：周海峰，男|纠纷简要情况|申请事项|"
        "人民调解委员会已将申请人民调解的相关规定告知我，现自愿申请|签名、盖章或按指印",
    ),
    "acceptance_form": (
        "人民调解受理登记表",
        "经当事人同意，调解孙立东与周海峰之间的纠纷|纠纷类型|案件来源|登记人|当事人签名|印章",
    ),
    "rights_notice": (
        "人民调解权利义务告知书",
        "选择或者接受人民调解员|接受调解、拒绝调解或者要求终止调解|"
        "要求调解公开进行或者不公开进行|自主表达意愿、自愿达成调解协议|如实陈述纠纷事实|"
        "遵守调解现场秩序，尊重人民调解员|尊重对方当事人行使权利|不收取任何费用|当事人：",
    ),
    "inquiry_record": (
        "人民调解调查（询问）记录",
        "时间：|地点：|参加人：|被调查人：|性别：|年龄：|住址：|电话：|"
        "与纠纷的关系：|调查人：|记录人：|逐页签名或者按指印",
    ),
    "mediation_record": (
        "人民调解记录",
        "时间：|地点：|事由：|参加人：|当事人：孙立东|人民调解员：|记录人：|"
        "权利义务告知情况|调解过程|调解结果|拒绝签名的情况",
    ),
    "mediation_agreement": (
        "人民调解协议书",
        "（2026）富锦山人调字第|当事人：孙立东|纠纷主要事实、争议事项及各方责任|"
        "自愿达成如下协议|履行方式：|履行期限：|当事人各执一份，人民调解委员会留存一份|"
        "人民调解员：|记录人：|人民调解委员会印章|30日内，共同向人民法院申请司法确认",
    ),
    "oral_agreement": (
        "人民调解口头协议登记表",
        "孙立东、周海峰|事由|协议内容|履行情况|人民调解员|当事人认为无需制作调解协议书",
    ),
    "revisit_record": (
        "人民调解回访记录",
        "孙立东、周海峰|协议编号|回访事由|回访时间|回访方式|履行、反复情况|回访人",
    ),
    "confirmation_application": (
        "司法确认申请书",
        "申请人：孙立东|申请人：周海峰|联系电话|送达地址|"
        "请求依法确认富锦市锦山镇人民调解委员会|事实与理由|双方自愿达成，没有恶意串通|"
        "富锦市人民法院|申请人身份证明|财产权利证明|授权委托书|不收费用",
    ),
    "power_of_attorney": (
        "授权委托书",
        "委托人：|受委托人：|代理权限：",
    ),
    "dossier_cover": (
        "人民调解卷宗",
        "孙立东与周海峰邻里纠纷|（2026）富锦山人调字第|人民调解员|调解日期|立卷人|立卷日期|保管期限|备注",
    ),
    "dossier_contents": (
        "人民调解卷宗卷内目录",
        "序号|材料名称|页次|人民调解权利义务告知书",
    ),
    "dossier_note": (
        "人民调解卷宗情况说明",
        "卷名：|卷号：",
    ),
    "dossier_back": (
        "卷　末",
        "全卷页数|立卷人|检查人|缺少的材料",
    ),
    "termination_notice": (
        "人民调解终止告知书",
        "终止调解的原因|可以走的途径|仲裁|行政|提起诉讼|救济|送达方式：|签收日期：",
    ),
    "refusal_notice": (
        "不予受理告知书",
        "不予受理的理由|可以走的途径|救济|送达方式：|签收人：|富综治不受〔2026〕",
    ),
    "assignment": (
        "交办单",
        "富综治交〔2026〕|交办日期|案件码|来源渠道与编号|承办单位|协办单位|当事人|"
        "地点|纠纷类型|难易|风险等级|简要情况|诉求|转办理由|办理要求|办结时限|"
        "反馈方式|签发人|签收人|附件清单",
    ),
    "return_form": (
        "退件（异议）单",
        "原交办号|收到日期|提出日期|退件理由|不属本单位职权|依据|建议单位|提出人|审核人|中心核定意见",
    ),
    "extension_request": (
        "延期申请表",
        "原期限|延期理由|拟延至|申请人|申请单位|批准人|告知当事人情况",
    ),
    "supervision_notice": (
        "督办通知书",
        "富综治督〔2026〕|锦山镇人民政府：|FJ20261103-|办结期限为|"
        "督办要求|新的办结期限为|联系人|富锦市社会治安综合治理中心|督办回执",
    ),
    "supervision_reply": (
        "督办回执（整改报告）",
        "督办编号|逾期原因|当前进展|整改措施|责任人|完成时限|分管领导",
    ),
    "alert_letter": (
        "预警提示函",
        "富综治警〔2026〕|红色预警|风险研判|建议措施|前书面回复|解除条件|原因分析|处置方案|跟进情况|解除评估",
    ),
    "whistle_order": (
        "吹哨派单",
        "富综治哨〔2026〕|发起单位（人）|时间|地点|事由|一般（24小时内报到）|"
        "需报到单位|现场联系人|处置目标|报到时间、人员|会商结论|分工、完成时限|"
        "闭环结果",
    ),
    "consultation_request": (
        "会诊申请",
        "富综治诊〔2026〕|疑难点|已采取措施|希望的专家类别|材料（已脱敏）",
    ),
    "consultation_opinion": (
        "会诊意见书",
        "会诊|争议焦点|法律关系|建议方案与依据|风险提示|分歧意见|专家签名|仅供调解参考，不对外、不作证据",
    ),
    "transfer_letter": (
        "移送函",
        "移送你单位依法处理|当事人|移送理由与依据|材料清单|签收人|不再重复处理",
    ),
    "petition_notice": (
        "信访事项告知书",
        "孙立东：|收到|去向|途径和程序|信访人：|签收日期：",
    ),
    "petition_opinion": (
        "信访事项处理意见书",
        "投诉请求|事实和理由|处理意见及依据|30日内|复查|锦山镇人民政府",
    ),
    "closing_report": (
        "办结（报结）报告",
        "概要|联系当事人记录|调解经过|结果|履行安排|当事人意见|附件|单位分管领导审核",
    ),
}
_PLACEHOLDERS = re.compile(r"\{\{|\}\}|\{%|%\}|\bNone\b|\{center\}|（制作时编号）")


def made(house: House, form: Form, **changes: object) -> bytes:
    """The file of one form, everything filled in."""
    code = add_case(house, 1, first_status(form), channel=channel_of(form), **changes)  # type: ignore[arg-type]
    if form.id == "dossier_contents":
        make(house, ALL, code, "rights_notice")
    paper = make(house, ALL, code, form.id)
    return casepapers.file_of(house, ALL, code, paper.id, NOW)[1]


def test_all_forms_of_the_guide_are_there() -> None:
    assert set(FORMS) == set(SAYS)
    assert {form.id: form.name for form in FORMS.values()} == {
        name: {"dossier_cover": "人民调解卷宗封面", "dossier_back": "人民调解卷宗封底"}.get(name, title)
        for name, (title, _words) in SAYS.items()
    }
    assert (len(MEDIATION), len(FLOW)) == (16, 13)


@pytest.mark.parametrize("name", SAYS)
def test_a_form_says_all_that_it_must(house: House, name: str) -> None:
    """Its fixed words, all that is known, all that was typed, its number; and nothing of the template."""
    form, (title, texts) = FORMS[name], SAYS[name]
    data = made(house, form)
    text = words(data)
    assert [one for one in (title, *texts.split("|")) if one not in text] == []
    assert _PLACEHOLDERS.search(text) is None
    assert "系统生成" not in text  # no line of the system, no watermark
    (paper,) = (one for one in casepapers.of_case(house, ALL, "FJ20261103-0001") if one.form == name)
    assert paper.number in text
    opened = {one.kind for one in form.entries}
    if Kind.STORY in opened and any(
        one.kind is Kind.STORY and not one.source and not one.usual for one in form.entries
    ):
        assert "正文第一段。\n正文第二段。" in text  # two paragraphs


@pytest.mark.slow
@pytest.mark.parametrize("name", SAYS)
def test_a_form_is_sound_and_keeps_to_the_standard(house: House, name: str) -> None:
    """Package, page, letters, lines, numbers, and the schemas of ECMA-376."""
    data = made(house, FORMS[name])
    package = official.Package(data)
    found = [
        *official.package_faults(package),
        *official.id_faults(package),
        *official.page_faults(package),
        *official.footer_faults(package, system_line=False),
        *official.run_faults(package),
        *official.paragraph_faults(package),
        *official.wording_faults(package),
    ]
    assert found == []
    assert official.schema_faults(data) == []


_APPLICANT, _RESPONDENT, _THIRD = PartyRole.APPLICANT, PartyRole.RESPONDENT, PartyRole.THIRD_PARTY
MANY = (
    PartyFacts(_APPLICANT, "买买提·吐尔逊江·阿卜杜热西提", "13900000001", "230882197805120012", "甲村" * 30),
    PartyFacts(_APPLICANT, "欧阳春梅", "13900000002", "230882197805120013", "乙村"),
    PartyFacts(_RESPONDENT, "富锦市<宏达>建筑&安装有限公司", None, "91230882MA1B2C3D4E", "大街", is_org=True),
    PartyFacts(_THIRD, "东风村村民委员会", None, None, None, is_org=True),
)


@pytest.mark.parametrize("name", ["mediation_agreement", "assignment", "acceptance_form", "transfer_letter"])
def test_several_parties_long_texts_and_odd_letters(house: House, name: str) -> None:
    story = "第一段“引号”与<尖括号>、&和{{花括号}}。\n第二段" + "很长的一段话，" * 200
    data = made(house, FORMS[name], people=MANY, summary=story)
    text = words(data)
    assert "富锦市<宏达>建筑&安装有限公司" in text
    assert "买买提·吐尔逊江·阿卜杜热西提" in text
    assert "欧阳春梅" in text
    assert "第一段“引号”与<尖括号>、&和{{花括号}}。" in text
    assert official.schema_faults(data) == []


def test_every_party_has_a_line_to_sign_on(house: House) -> None:
    text = words(made(house, FORMS["mediation_agreement"], people=MANY))
    assert text.count("当事人（签名、盖章或按指印）：") == 4


@pytest.mark.slow
@pytest.mark.parametrize("name", SAYS)
def test_a_form_may_be_made_with_nothing_but_what_it_needs(house: House, name: str) -> None:
    form = FORMS[name]
    code = add_case(house, 1, first_status(form), channel=channel_of(form))
    if name == "dossier_contents":
        make(house, ALL, code, "rights_notice")
    paper = make(house, ALL, code, name, optional=False)
    text = words(casepapers.file_of(house, ALL, code, paper.id, NOW)[1])
    assert _PLACEHOLDERS.search(text) is None
    assert [one for one in ("，，", "，。", "：。", "（）", "、、", "：，") if one in text] == []


@pytest.mark.parametrize("name", SAYS)
def test_each_required_entry_is_asked_for_by_its_name(house: House, name: str) -> None:
    form = FORMS[name]
    code = add_case(house, 1, first_status(form), channel=channel_of(form), summary="", claim="")
    if form.of_order:
        scene.order(house, code)
    empty = {entry.id: "" for entry in form.entries if entry.kind not in (Kind.PARTIES, Kind.CONTENTS)}
    opened = casepapers.open_form(house, ALL, code, name, empty, NOW)
    told = "\n".join(opened.faults)
    for entry in form.entries:
        if entry.required and entry.kind not in (Kind.PARTIES, Kind.CONTENTS):
            assert f"还缺“{entry.label}”" in told
        elif entry.kind not in (Kind.PARTIES, Kind.CONTENTS):
            assert f"还缺“{entry.label}”" not in told


@pytest.mark.parametrize("name", SAYS)
def test_what_is_asked_without_being_known_has_words_of_help(name: str) -> None:
    """Whoever has to type something is told what is wanted, unless one of its usual words stands there."""
    lacking = [
        entry.label
        for entry in FORMS[name].entries
        if entry.required
        and not (entry.source or entry.usual or entry.help)
        and entry.kind is not Kind.PARTIES
    ]
    assert lacking == []


def test_every_state_of_a_form_is_a_state_of_its_due_times() -> None:
    for form in FORMS.values():
        for states, why in form.due:
            assert states <= form.states, form.id
            assert why.endswith("。")


def test_the_forms_that_come_next_stand_first(house: House) -> None:
    """In each state of the main way the guide's next papers are the first that are offered to the roles."""
    first = {
        Status.ACCEPTED: "mediation_application",
        Status.DISPATCHED: "assignment",
        Status.MEDIATING: "rights_notice",
        Status.SETTLED: "mediation_agreement",
        Status.FAILED: "termination_notice",
        Status.CLOSED: "revisit_record",
    }
    for number, (status, form) in enumerate(first.items(), 1):
        code = add_case(house, number, status)
        offers = casepapers.offers(ALL, cases.get_case(house.store, ALL, code), [])
        due = [one.form.id for one in offers if one.why]
        assert form in due, status
        assert [one.form.id for one in offers][: len(due)] == due
    code = add_case(house, 20, Status.NOT_ACCEPTED)
    offers = casepapers.offers(scene.BOSS, cases.get_case(house.store, scene.BOSS, code), [])
    assert offers[0].form.id == "refusal_notice"
    assert offers[0].why == "不予受理必须告知理由和可以走的途径。"


# ------------------------------------------------------------------ templates


@pytest.mark.parametrize("name", SAYS)
def test_what_a_template_uses_is_what_its_form_fills(name: str) -> None:
    """Every entry that is printed has its place in the shipped template, in one of its ways."""
    form = FORMS[name]
    used = word.template_blanks(io.BytesIO(own.shipped(form.document, ".docx")), formblanks.blanks(form))
    heads = {one.partition("[]")[0].removesuffix("_names").removesuffix("_text") for one in used}
    assert {one.id for one in form.entries if one.printed} - heads <= {"identity"}


@pytest.mark.slow
@pytest.mark.parametrize("name", SAYS)
def test_a_shipped_template_is_good(name: str) -> None:
    verdict = trying.look(PAPERS[FORMS[name].document], own.shipped(FORMS[name].document, ".docx"))
    assert (verdict.faults, verdict.missing) == ((), ())


@pytest.mark.slow
def test_the_county_sets_a_form_in_its_own_template(house: House, tmp_path: Path) -> None:
    folder = tmp_path / "templates"
    folder.mkdir()
    document = Document(io.BytesIO(own.shipped("form_rights_notice", ".docx")))
    document.paragraphs[0].runs[0].text = "富锦市人民调解告知书"
    document.save(str(folder / "form_rights_notice.docx"))
    code = add_case(house, 1)
    entries = scene.typed(house, ALL, code, "rights_notice")
    paper = casepapers.make(house, ALL, code, "rights_notice", entries, NOW, templates=folder)
    text = words(casepapers.file_of(house, ALL, code, paper.id, NOW)[1])
    assert "富锦市人民调解告知书" in text
    assert "孙立东、周海峰：" in text


def test_the_fonts_have_others_that_may_stand_in() -> None:
    for form in FORMS.values():
        with zipfile.ZipFile(io.BytesIO(own.shipped(form.document, ".docx"))) as packed:
            fonts = packed.read("word/fontTable.xml").decode()
        for name, other in (
            ("仿宋_GB2312", "仿宋"),
            ("楷体_GB2312", "楷体"),
            ("方正小标宋简体", "方正小标宋_GBK"),
        ):
            assert re.search(rf'w:name="{name}".*?w:altName w:val="{other}"', fonts), form.id


def test_days_and_people_are_written_as_papers_write_them() -> None:
    assert caseforms.day_text("2026-11-03") == "2026年11月3日"
    assert caseforms.day_text("2026-11-03T09:05") == "2026年11月3日9时5分"
    assert caseforms.day_text("2026-11-03T14:00") == "2026年11月3日14时"
    assert caseforms.party_line({"name": "孙立东", "ethnicity": "汉族", "age": "48"}) == "孙立东，汉族，48岁"
    company = {"name": "丰收合作社", "is_org": "1", "representative": "冯德海", "age": ""}
    assert caseforms.party_line(company) == "丰收合作社，法定代表人冯德海"


def due(house: House, code: str) -> list[str]:
    """The forms that press in a case."""
    record, papers = cases.get_case(house.store, ALL, code), casepapers.of_case(house, ALL, code)
    orders = casepapers.orders_of(house, ALL, code)
    return [one.form.id for one in casepapers.offers(ALL, record, papers, orders) if one.why]


def test_what_is_there_or_not_called_for_does_not_press(house: House) -> None:
    """One of two agreements is enough; an order wants its notice and its receipt, once each."""
    code = add_case(house, 1)
    assert {"mediation_agreement", "oral_agreement"} <= set(due(house, code))
    assert not {"supervision_notice", "supervision_reply"} & set(due(house, code))
    make(house, ALL, code, "oral_agreement")
    assert not {"mediation_agreement", "oral_agreement"} & set(due(house, code))
    scene.order(house, code)
    assert {"supervision_notice", "supervision_reply"} <= set(due(house, code))
    make(house, ALL, code, "supervision_notice")
    assert "supervision_notice" not in due(house, code)
    make(house, ALL, code, "supervision_reply")
    assert "supervision_reply" not in due(house, code)


def test_a_company_that_is_typed_is_asked_for_what_papers_say_of_companies(house: House) -> None:
    code = add_case(house, 1, people=scene.PEOPLE[:1])
    typed = {"respondents-0-name": "富锦市宏达建筑有限公司"}
    opened = casepapers.open_form(house, ALL, code, "mediation_application", typed, NOW)
    (company,) = next(one for one in opened.filled.asked if one.entry.id == "respondents").people
    assert "法定代表人" in [part.label for part in company.particulars]
    assert "民族" not in [part.label for part in company.particulars]
