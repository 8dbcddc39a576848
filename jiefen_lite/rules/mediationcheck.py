"""What the clauses of mediation.yaml must agree on with the form that fills them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from jiefen_lite.rules.convert import Made
from jiefen_lite.rules.mediation import BLANKS, Attachments, Clause

_BRACES = re.compile(r"\{([^{}]*)\}")


def _clause(made: Made) -> Iterator[tuple[str, str]]:
    value: Clause = made.value
    blanks = _BRACES.findall(value.text)
    for name in blanks:
        if name not in BLANKS:
            known = "、".join(f"{{{one}}}" for one in BLANKS)
            yield "text", f"花括号里的“{name}”不认识；能写的是：{known}"
    if re.sub(_BRACES, "", value.text).count("{") or re.sub(_BRACES, "", value.text).count("}"):
        yield "text", "花括号没有配对，请一个“{”配一个“}”"
    if value.performs and not {"who", "due"} <= set(blanks):
        yield "performs", "要履行的条款得写明 {who} 和 {due}，谁在什么时候以前做"
    if value.total and "amount" not in blanks:
        yield "total", "写总数的条款要有 {amount}"


def _attachments(made: Made) -> Iterator[tuple[str, str]]:
    value: Attachments = made.value
    if value.most_mb > 100:
        yield "most_mb", "一个文件最多 100 MB，请写小一些"
    if value.thumbnail_side > value.shown_side:
        yield "thumbnail_side", "缩略图不能比显示的图大"
    if not value.kinds:
        yield "kinds", "一种也没有；请至少写一种，例如“证据材料”"
    for at, one in enumerate(value.dossier):
        if one.kind not in value.kinds:
            yield f"dossier[{at}].kind", f"“{one.kind}”不在种类（kinds）里，请先加上或者改成那里有的"
        if one.kind in [other.kind for other in value.dossier[:at]]:
            yield f"dossier[{at}].kind", f"“{one.kind}”写了两次，请去掉一处"


CHECKS: Mapping[type, Callable[[Made], Iterator[tuple[str, str]]]] = {
    Clause: _clause,
    Attachments: _attachments,
}
