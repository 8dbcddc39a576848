"""What a report of a model comes to, in plain sentences."""

from __future__ import annotations

from typing import Any

_LEFT_OUT = {
    "blank": "没有案情或没有分类",
    "repeated": "案情重复",
    "contrary": "同样的案情分成了两类",
    "older": "太早（只学最后的两万件）",
    "too_small": "所在的类件数太少",
}
_HOW = {
    "same_rows": "同样的 {} 件（两个都没学过）上",
    "own_reports": "这份表现用的大多学过，各看各没学过的件",
    "other_labels": "两个分的类完全不同，只能各看各的",
}


def share(many: int, of: int) -> str:
    """A share of a hundred, to one place."""
    return f"{100 * many / of:.1f}%" if of else "—"


def summary(report: dict[str, Any]) -> list[str]:
    """How many rows, how good, what it may do; figures with what they are of."""
    right, sure = report["accuracy"], report["sure"]
    said = [
        f"学了 {report['rows']} 件、{len(report['labels'])} 类（表里 {report['table_rows']} 件）。",
        f"分 {report['folds']} 份轮流考没学过的：{right['d']} 件判对 {right['n']} 件"
        f"（{share(right['n'], right['d'])}），宏平均 F1 {report['macro_f1']:.3f}。",
    ]
    if report.get("checked"):  # models of before know of none
        said[0] += f"其中 {report['checked']} 件是本县人工定过类型的案件。"
    gone = [
        f"{words} {report['left_out'][key]} 件" for key, words in _LEFT_OUT.items() if report["left_out"][key]
    ]
    if gone:
        said.insert(1, f"没有学的：{'、'.join(gone)}。")
    if report["too_small"]:
        names = "、".join(f"{one['label']}（{one['rows']} 件）" for one in report["too_small"])
        said.insert(2, f"件数太少、没有学的类：{names}。")
    said.append(_speech(report, sure))
    compared = report["compared"]
    if compared:
        figures = f"新的宏平均 F1 {compared['new']:.3f}，现用的 {compared['in_force']:.3f}"
        said.append(f"和现用的比：{_HOW[compared['how']].format(compared['rows'])}，{figures}。")
    return said


def _speech(report: dict[str, Any], sure: dict[str, int]) -> str:
    if not report["speaks"]:
        return "这些分类不是规则里的类型，只用来给文字分类（jiefen classify），不参与案件定类型。"
    asked = f"{report['precision'] * 100:g}%"
    if report["threshold"] is None:
        return f"没有哪个把握上能准到 {asked}，所以它不参与案件定类型。"
    return (
        f"把握到 {report['threshold'] * 100:.0f}% 才参与案件定类型："
        f"考过的件里这样的有 {sure['n']} 件，判对 {sure['right']} 件（{share(sure['right'], sure['n'])}）。"
    )
