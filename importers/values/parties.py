"""The names of one cell: several people, an organisation, brackets with age and telephone, nobody by name."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from importers.values.base import Cleaner, Frame, cell_text, is_empty
from jiefen_lite.text import find_numbers, halfwidth, parse_people

_PLAIN = re.compile(r"[\u4e00-\u9fff]{2,3}$")
_ANONYMOUS = frozenset(
    {
        "匿名",
        "匿名者",
        "匿名群众",
        "不愿透露",
        "不愿透露姓名",
        "不愿留名",
        "未留名",
        "未透露",
        "无名氏",
        "保密",
        "群众",
        "某群众",
        "热心群众",
    }
)
_ORG = re.compile(
    r"(?:公司|集团|合作社|联社|委员会|村委会|居委会|管委会|业委会|政府|银行|支行|分行|信用社|学校|小学|中学|大学|学院|"
    r"幼儿园|医院|卫生院|诊所|药房|药店|派出所|办事处|中心|超市|商店|商行|饭店|酒店|宾馆|旅馆|餐厅|饭庄|工厂|工程队|"
    r"施工队|项目部|经营部|门市部|分店|俱乐部|健身房|农场|林场|牧场|养殖场|砖厂|米厂|加工厂|工地|协会|学会|基金会|"
    r"事务所|工作室|物业|企业|个体工商户|法院|检察院|大队|支队|总队)$"
    r"|.{4,}(?:厂|店|社|局|所|院|校|处|部|站|馆|行|场|城|园|办|队|会)$"
)
_BRACKET = re.compile(r"[（(【\[]([^（()）【】\[\]]*)[)）】\]]")
_LABEL = re.compile(
    r"(?P<respondent>被申请人|被告|乙方|对方当事人|对方|被投诉人|被反映人)[:：]"
    r"|(?P<applicant>申请人|原告|甲方|当事人|姓名|信访人|报警人|投诉人|诉求人)[:：]"
    r"|(?P<third_party>第三人)[:：]|(?P<agent>委托代理人|代理人)[:：]"
)
_SPLIT = re.compile(r"[、，,；;/\n\r]+")
_HAS_NUMBER = re.compile(r"[\d①-⑳]").search
_NUMBERED = re.compile(  # 1、张三 2、李四
    r"[、，,；;\s]*(?:[（(]\d{1,2}[)）]|(?<!\d)\d{1,2}[.．、](?!\d)|[①-⑳])\s*(?=[\u4e00-\u9fff])"
)
_ONE_BY_ONE = re.compile(r"(?:[\u4e00-\u9fff][ \u3000]+)+[\u4e00-\u9fff]$")
_AND_OTHERS = re.compile(
    r"(?P<name>.{1,40}?)等(?P<count>(?:\d+|[一二两三四五六七八九十百]+|数十|几十|多|数|若干)?[余多]?)(?:个)?(?:人|名|户|位)?(?P<who>.{0,8})$"
)
_CROWD = re.compile(r"(?:.{0,4}(?:人|工|民|户|主|众|员|者))?$")
_AND_FAMILY = re.compile(r"(?P<name>[\u4e00-\u9fff·]{2,4})(?:及|和|与)[^、]{0,8}人$")
_GENDER = re.compile(r"(?:性别[:：]?)?([男女])(?:性)?$")
_AGE = re.compile(r"(?:年龄[:：]?)?(\d{1,3})周?岁$")
_ETHNIC = re.compile(r"[\u4e00-\u9fff]{1,4}族$")
_NO_NAME = re.compile(  # what court papers say of a person behind the name
    r"(?:出生(?:日期)?[:：]?)?(?:19|20)\d\d[年.\-/]\d{1,2}[月.\-/](?:\d{1,2}日?)?(?:出?生)?$|(?:19|20)\d\d年(?:出?生)$"
    r"|(?:农民|无业|无固定职业|务农|工人|职工|退休(?:职工|工人|人员)?)$"
)
_HOME = re.compile(r"(?:现?住址?|家住|户籍地?址?|地址)[:：]?(.{3,})$")
_LEGAL = re.compile(
    r"(?:法定代表人|法人代表|法人|负责人|经营者|联系人|代理人|委托代理人)[:：]?([\u4e00-\u9fff·]{2,6})"
)
_CREDIT_CODE = re.compile(r"(?<![0-9A-Z])[0-9A-HJ-NP-RTUW-Y]{2}\d{6}[0-9A-HJ-NP-RTUW-Y]{10}(?![0-9A-Z])")
_TELEPHONE_WORD = re.compile(r"(?:联系)?(?:电话|手机|方式)号?码?[:：]?$|(?:身份证|证件)号?码?[:：]?$")

Party = dict[str, Any]


class Names(NamedTuple):
    """The parties of a cell and, where it says 等N人, how many people they are (count, approximate)."""

    parties: list[Party]
    people: tuple[int, bool] | None = None


def is_organisation(name: str) -> bool:
    """True for the name of a company, an office, a shop: no person."""
    return _ORG.search(name) is not None and len(name) > 2


def names_cleaner(frame: Frame) -> Cleaner:
    """The parties of a cell in the role of the column."""
    role = frame.role

    def clean(cell: Any) -> Any:
        text = cell.strip() if isinstance(cell, str) else cell_text(cell)
        if _PLAIN.match(text) and text[-1] != "等" and text not in _ANONYMOUS and not is_empty(text):
            return Names([{"role": role, "name": text}])
        return read_names(text, role)

    return clean


def read_names(text: str, role: str) -> Names | None:
    """The parties of one cell; None where it names nobody."""
    if is_empty(text):
        return None
    text = text.lstrip("'’‘`")  # typed before a cell so that Excel keeps it as text
    if _HAS_NUMBER(text):
        text = _NUMBERED.sub("、", text)
    parties: list[Party] = []
    people: tuple[int, bool] | None = None
    for part_role, part in _by_label(text, role):
        for piece in _pieces(part):
            counted = _take(piece, part_role, parties)
            people = counted or people
    return Names(parties, people) if parties else None


def _by_label(text: str, role: str) -> list[tuple[str, str]]:
    """甲方：张三 乙方：李四 cut at its labels, each with the role that it says; not in brackets."""
    marks = list(_LABEL.finditer(text))
    if marks:
        inside = [bracket.span() for bracket in _BRACKET.finditer(text)]
        marks = [mark for mark in marks if not any(start < mark.start() < end for start, end in inside)]
    if not marks:
        return [(role, text)]
    parts = [(role, text[: marks[0].start()])]
    for number, mark in enumerate(marks):
        end = marks[number + 1].start() if number + 1 < len(marks) else len(text)
        said = mark.lastgroup or role
        if said == "applicant" and mark.group().startswith(("当事人", "姓名")):
            said = role
        parts.append((said, text[mark.end() : end]))
    return parts


def _pieces(text: str) -> list[str]:
    """The single names of a list; commas inside brackets do not cut."""
    kept: list[str] = []

    def hide(match: re.Match[str]) -> str:
        kept.append(match.group())
        return f"\ue000{len(kept) - 1}\ue001"

    hidden = _BRACKET.sub(hide, text)
    pieces = []
    for piece in _SPLIT.split(hidden):
        piece = piece.strip()
        if _ONE_BY_ONE.match(piece):  # 王 强, spread to the width of three characters
            pieces.append(re.sub(r"\s", "", piece))
        else:
            pieces.extend(piece.split())
    restore = re.compile("\ue000(\\d+)\ue001")
    return [restore.sub(lambda match: kept[int(match[1])], piece) for piece in pieces if piece]


def _take(piece: str, role: str, parties: list[Party]) -> tuple[int, bool] | None:
    """Add what a piece says: a new party, or something about the one before."""
    notes = [note for match in _BRACKET.finditer(piece) for note in _SPLIT.split(match[1])]
    name = _BRACKET.sub("", piece).strip()
    party: Party = {"role": role}
    if any(char.isdigit() for char in name):
        name = _take_numbers(name, party)
    last = parties[-1] if parties and parties[-1]["role"] == role else None
    if last is not None and _about(name, last):
        return None
    if not name:
        for key in ("phone", "id_no"):
            if last is not None and key in party:
                last.setdefault(key, party[key])
        if last is None and len(party) > 1:
            parties.append(party)
        return None
    people = None
    others = _AND_OTHERS.match(name)
    if others and (others["count"] or _CROWD.match(others["who"])):
        name = others["name"]
        people = parse_people(others["count"] + "人") if others["count"] else None
    family = _AND_FAMILY.match(name)
    if family:
        name = family["name"]
    if name in _ANONYMOUS:
        party["anonymous"] = True
    elif not is_empty(name):
        party["name"] = name
        if is_organisation(name):
            party["is_org"] = True
    else:
        return people
    parties.append(party)
    for note in notes:
        _take_note(note.strip(), party, parties)
    return people


def _take_numbers(text: str, party: Party) -> str:
    """Take telephones and identity numbers out of a text; what is left is returned."""
    for kind, start, end, value in reversed(find_numbers(text)):
        if kind in ("phone", "landline", "id_no"):
            party["id_no" if kind == "id_no" else "phone"] = value
            text = text[:start] + text[end:]
    return _TELEPHONE_WORD.sub("", text).strip(" :：-")


def _about(text: str, party: Party) -> bool:
    """True where the text is a trait (男, 45岁, 汉族, 住…) and not a name; the trait is noted."""
    gender, age, home = _GENDER.match(text), _AGE.match(text), _HOME.match(text)
    if gender:
        party["gender"] = gender[1]
    elif age:
        party["age"] = int(age[1])
    elif home:
        party["address"] = home[1]
    else:
        return _ETHNIC.match(text) is not None or _NO_NAME.match(text) is not None
    return True


def _take_note(note: str, party: Party, parties: list[Party]) -> None:
    """What stands in brackets behind a name; a company's head becomes an agent: masks know him."""
    note = halfwidth(note).strip()
    if not note or _about(note, party):
        return
    code = _CREDIT_CODE.search(note)
    if code and party.get("is_org"):
        party["id_no"] = code.group()
        return
    legal = _LEGAL.match(note)
    if legal:
        parties.append({"role": "agent", "name": legal[1]})
        return
    for kind, _, _, value in find_numbers(note):
        if kind in ("phone", "landline"):
            party["phone"] = value
        elif kind == "id_no":
            party["id_no"] = value
