"""Click's own words on a help page, in Chinese (what it says of wrong commands: ``usage``).

Click asks ``gettext`` for them, and that looks for catalogues by the language of the environment, which
on a customer's machine may be anything. So its modules are given these words instead; one that is
missing here (another release of click) stays English.
"""

from __future__ import annotations

import sys

import click  # noqa: F401  # its modules are looked up below

WORDS = {
    "Usage:": "用法：",
    "Options": "选项",
    "Commands": "命令",
    "Positional arguments": "参数",
    "Show this message and exit.": "显示这份说明。",
    "default: {default}": "默认：{default}",
}


def _chinese(message: str) -> str:
    return WORDS.get(message, message)


def speak_chinese() -> None:
    """From now on click's help pages are Chinese in this process."""
    for name in ("core", "decorators", "formatting"):
        vars(sys.modules[f"click.{name}"])["_"] = _chinese
