"""What an input method or a careless editor does to YAML: found by line, and mended for a second look.

Only asked where the text as it stands has faults, so a lawful file is never accused. The mended
text is read once more, that faults further down are told in the same go; it is never used.
"""

from __future__ import annotations

import re

from jiefen_lite.rules.nodes import Fault

# a key at the start of a line (after list dashes), or behind { or a comma inside braces
_KEY = r"(?P<lead>^\s*(?:-\s+)*|[{,，｛]\s*)(?P<key>[A-Za-z_]\w*)"
_WIDE_COLON = re.compile(_KEY + r"\s*：[ \t]*", re.ASCII)
_TIGHT_COLON = re.compile(r"^(?P<lead>\s*(?:-\s+)*)(?P<key>[a-z_]\w*):(?=[^\s/])", re.ASCII)
_WIDE_COMMA = re.compile(r"，(?=\s*[A-Za-z_]\w*\s*[:：])", re.ASCII)
_WIDE_DASH = re.compile(r"^(?P<lead>\s*)[－—–•·](?P<rest>\s*\S)")
_WIDE_OPEN = re.compile(r"(?P<lead>:[ \t]+)【(?P<inside>[^【】]*)】\s*$")
_INDENT = re.compile(r"^[ \t　\xa0]+")


def mend(text: str, file: str) -> tuple[str, list[Fault]]:
    """The text with the usual slips put right, and each slip as a fault."""
    faults: list[Fault] = []
    lines = text.split("\n")
    for index, line in enumerate(lines):
        if line.lstrip().startswith("#"):
            continue
        mended, messages = _mend_line(line)
        lines[index] = mended
        faults += [Fault(file, index + 1, message) for message in messages]
    return "\n".join(lines), faults


def _mend_line(line: str) -> tuple[str, list[str]]:
    messages: list[str] = []
    indent = _INDENT.match(line)
    if indent and set(indent[0]) - {" "}:
        if "\t" in indent[0]:
            messages.append("行首有制表符（Tab）；请全部换成空格，每层两个空格")
        else:
            messages.append("行首有全角空格；请换成半角空格，每层两个空格")
        line = re.sub(r"[\t　\xa0]", "  ", indent[0]) + line[indent.end() :]
    if _WIDE_DASH.match(line):
        messages.append("行首的“－”不是半角减号；列表每项前面请写“- ”（半角减号加一个空格）")
        line = _WIDE_DASH.sub(r"\g<lead>- \g<rest>", line)
    for found in _WIDE_COLON.finditer(line):
        messages.append(
            f"“{found['key']}”后面是全角冒号“：”；请改成半角冒号加一个空格，例如 {found['key']}: …"
        )
    line = _WIDE_COLON.sub(r"\g<lead>\g<key>: ", line)
    tight = _TIGHT_COLON.match(line)
    if tight:
        messages.append(f"“{tight['key']}:”的冒号后面要空一格，例如 {tight['key']}: …")
        line = _TIGHT_COLON.sub(r"\g<lead>\g<key>: ", line)
    if _WIDE_COMMA.search(line):
        messages.append("各项之间是全角逗号“，”；请改成半角逗号“, ”")
        line = _WIDE_COMMA.sub(", ", line)
    opened = _WIDE_OPEN.search(line)
    if opened:
        messages.append("列表两边是全角方括号“【】”；请改成半角“[ ]”，各项用半角逗号隔开")
        inside = re.sub(r"[，、；]", ", ", opened["inside"])
        line = line[: opened.start()] + opened["lead"] + f"[{inside}]"
    return line, messages
