"""Usage errors are told in Chinese."""

from __future__ import annotations

import pytest

from jiefen_lite.cli.usage import in_chinese


@pytest.mark.parametrize(
    ("said", "expect"),
    [
        ("No such command 'nosuch'.", "没有“nosuch”这个命令"),
        ("No such option '--mont'. (Did you mean '--month'?)", "没有“--mont”这个选项，是不是 --month？"),
        ("No such option: --nope", "没有“--nope”这个选项"),
        ("Missing option '--days'.", "少了“--days”"),
        ("Missing argument 'FILES...'.", "少了“FILES...”"),
        ("Got unexpected extra argument (x)", "多写了“x”"),
        ("Invalid value for '--days': '三' is not a valid integer range.", "“--days”：“三”应当是整数"),
        ("Invalid value for '--days': -1 is not in the range 1<=x<=9.", "“--days”：“-1”应当在 1 到 9 之间"),
        ("Invalid value for 'START': “明天”不是日期。", "“START”：“明天”不是日期。"),
        ("Something new.", "Something new."),
    ],
)
def test_a_usage_error_is_told_in_chinese(said: str, expect: str) -> None:
    assert in_chinese(said) == expect
