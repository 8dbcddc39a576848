"""What is wrong with a command line, in Chinese; click itself tells it in English."""

from __future__ import annotations

import re

#: What click says and what people read; a sentence that is not here is shown as it is.
_SENTENCES = (
    (r"No such command '(.+?)'.*", "没有“{}”这个命令"),
    (r"No such option:? '?(--?[\w-]+)'?\.?", "没有“{}”这个选项"),
    (
        r"No such option:? '?(--?[\w-]+)'?\.? \(?Did you mean (?:one of: )?(.+?)\??\)?",
        "没有“{}”这个选项，是不是 {}？",
    ),
    (r"Missing (?:argument|option|parameter):? '(.+?)'\..*", "少了“{}”"),
    (r"Missing (?:argument|option|parameter):? '(.+?)'", "少了“{}”"),
    (r"Got unexpected extra arguments? \((.*)\)", "多写了“{}”"),
    (r"Option '(.+?)' requires (?:an argument|\d+ arguments)\.", "“{}”后面要写一个值"),
    (r"Option '(.+?)' does not take a value\.", "“{}”后面不写值"),
)
_OF_VALUES = (
    (r"'(.*)' is not a valid integer.*", "“{}”应当是整数"),
    (r"'(.*)' is not a valid float.*", "“{}”应当是数字"),
    (r"(-?[\d.]+) is not in the range (.+?)<=?x<=?(.+)\.", "“{}”应当在 {} 到 {} 之间"),
    (r"'(.*)' is not one of (.+)\.", "“{}”不能用；能写的是：{}"),
    (r"'(.*)': No such file or directory", "没有“{}”这个文件；请检查路径"),
    (r"(?:File|Directory|Path) '(.*)' does not exist\.", "没有“{}”这个文件或文件夹；请检查路径"),
    (r"(?:File|Path) '(.*)' is a directory\.", "“{}”是文件夹，这里要一个文件"),
    (r"(?:Directory|Path) '(.*)' is a file\.", "“{}”是文件，这里要一个文件夹"),
    (r"'(.*)': (?:Permission denied|Is a directory)", "“{}”打不开；请检查是不是文件、有没有权限"),
)  # fmt: skip
_VALUE = re.compile(r"Invalid value(?: for '?(?P<where>.+?)'?)?: (?P<what>.*)", re.DOTALL)


def in_chinese(said: str) -> str:
    """A usage error of click as a Chinese sentence."""
    value = _VALUE.fullmatch(said)
    if value is None:
        return _turned(said, _SENTENCES)
    where = f"“{value['where'].strip('[]')}”：" if value["where"] else ""
    return where + _turned(value["what"], _OF_VALUES)


def _turned(said: str, sentences: tuple[tuple[str, str], ...]) -> str:
    for pattern, chinese in sentences:
        found = re.fullmatch(pattern, said, re.DOTALL)
        if found:
            return chinese.format(*(part.replace("'", "") for part in found.groups()))
    return said
