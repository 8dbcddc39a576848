"""The blanks of a case's papers, read off the table of forms: which there are, what they mean, an example."""

from __future__ import annotations

from typing import Any

from jiefen_lite.forms import FILE, Entry, Form, Kind

_CONTENTS = {
    "no": ("序号", "1"),
    "title": ("材料名称", "人民调解协议书"),
    "number": ("编号", "（2026）富锦山人调字第12号之4"),
    "dated": ("日期", "2026年11月12日"),
    "pages": ("页次", "6-8"),
    "remark": ("备注", "复印件"),
}
_EVERY = {
    "number": ("编号，制作时自动给", "富综治交〔2026〕12号"),
    "correction": ("代替哪一份，不是更正件时为空", "（更正件，代替富综治交〔2026〕11号）"),
    "center": ("中心全称", "富锦市社会治安综合治理中心"),
}
_FILE = {"file_number": ("卷号，一件一个", "（2026）富锦山人调字第12号")}
_NAMES, _TEXT = "_names", "_text"


def _common(form: Form) -> dict[str, tuple[str, str]]:
    return _EVERY | (_FILE if form.series == FILE else {})


def blanks(form: Form) -> dict[str, Any]:
    """What the template of a form may hold."""
    found: dict[str, Any] = dict.fromkeys(_common(form), str)
    for entry in form.entries:
        found |= _of_entry(entry)
    return found


def _of_entry(entry: Entry) -> dict[str, Any]:
    if entry.kind is Kind.KEPT:
        return {}
    if entry.kind is Kind.STORY:
        return {entry.id: [str]}
    if entry.kind is Kind.PARTIES:
        return {entry.id: [str], entry.id + _NAMES: str, entry.id + _TEXT: str}
    if entry.kind is Kind.CONTENTS:
        return {entry.id: [dict.fromkeys(_CONTENTS, str)]}
    return {entry.id: str}


def required(form: Form) -> tuple[str, ...]:
    """The blanks that no template of it may leave out; of people one of the three ways of naming them."""
    plain = (Kind.PARTIES, Kind.KEPT, Kind.CHOICE)
    return ("number", *(one.id for one in form.entries if one.required and one.kind not in plain))


def said(form: Form, path: str) -> tuple[str, str]:
    """What a blank means, and an example of it; empty where there is no such blank."""
    head, _, column = path.partition("[].")
    name = head.removesuffix("[]")
    entry = form.entry(name)
    if entry is None:
        for ending, words in ((_NAMES, "的姓名、名称"), (_TEXT, "的基本情况，一人一行")):
            of = form.entry(name.removesuffix(ending)) if name.endswith(ending) else None
            if of is not None:
                return of.label + words, "孙立东、周海峰" if ending == _NAMES else of.example
        return _common(form).get(name, ("", ""))
    if entry.kind is Kind.CONTENTS:
        return (
            (f"{entry.label}：{_CONTENTS[column][0]}", _CONTENTS[column][1])
            if column
            else (
                f"{entry.label}，一样一行",
                "",
            )
        )
    lists = {Kind.PARTIES: "，一人一项", Kind.STORY: "，一段一项"}
    return entry.label + lists.get(entry.kind, ""), entry.example
