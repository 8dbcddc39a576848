"""The design's own rules: colours have names, text can be read on its ground, letters grow together."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask

from jiefen_lite.web import assets
from tests.web import sample

ROOT = Path(__file__).parents[2]
CSS = assets.FOLDER / "css"
SCREEN = [path for path in sorted(CSS.glob("*.css")) if path.name not in ("tokens.css", "print.css")]
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
TOKENS = dict(re.findall(r"--([\w-]+): (.*);", (CSS / "tokens.css").read_text("utf-8")))

SMALL_TEXT, LARGE_SHAPE = 4.5, 3.0  # what WCAG 2.1 AA asks of text (1.4.3), and of edges and marks (1.4.11)
PAGE = ("paper", "sheet", "head", "hover", "brand-soft")
# Text and what it stands on.
TEXT = {
    "ink": (*PAGE, "line-2", "red-soft", "yellow-soft", "green-soft"),
    "ink-2": (*PAGE, "line-2"),
    "ink-3": (*PAGE, "yellow-soft", "green-soft", "red-soft"),
    "brand": (*PAGE, "yellow-soft", "green-soft", "red-soft"),
    "white": ("brand", "brand-2", "red"),
    "brand-text": ("brand",),
    "red": ("sheet", "paper", "red-soft", "hover"),
    "yellow": ("sheet", "paper", "yellow-soft", "hover"),
    "green": ("sheet", "paper", "green-soft", "hover"),
}
# What has to be seen without being read: the keyboard's mark, the edge of a field, a bar.
SHAPES = {"focus": PAGE, "gold": ("brand",), "edge-2": ("sheet",), "bar": ("sheet", "hover")}


def luminance(colour: str) -> float:
    """Relative luminance of #rrggbb or #rgb (WCAG 2)."""
    digits = colour.lstrip("#")
    digits = "".join(one * 2 for one in digits) if len(digits) == 3 else digits
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Between two tokens, from 1 (none) to 21."""
    light, dark = sorted((luminance(TOKENS[one]), luminance(TOKENS[other])), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def rules(text: str) -> list[tuple[str, str]]:
    """Selector and declarations of every innermost block."""
    return re.findall(r"([^{}]+)\{([^{}]*)\}", COMMENT.sub("", text))


@pytest.mark.parametrize("text", TEXT)
def test_text_can_be_read_on_its_ground(text: str) -> None:
    low = {ground: round(contrast(text, ground), 2) for ground in TEXT[text]}
    assert {ground: ratio for ground, ratio in low.items() if ratio < SMALL_TEXT} == {}


@pytest.mark.parametrize("shape", SHAPES)
def test_marks_and_edges_can_be_seen(shape: str) -> None:
    low = {ground: round(contrast(shape, ground), 2) for ground in SHAPES[shape]}
    assert {ground: ratio for ground, ratio in low.items() if ratio < LARGE_SHAPE} == {}


def test_a_rule_that_sets_text_and_ground_sets_them_apart() -> None:
    """Also where nobody thought of the pair above."""
    seen, low = 0, {}
    for path in SCREEN:
        for selector, body in rules(path.read_text("utf-8")):
            text = re.search(r"(?:^|[\s;])color: var\(--([\w-]+)\)", body)
            ground = re.search(r"background(?:-color)?: var\(--([\w-]+)\)", body)
            if text and ground:
                seen += 1
                ratio = contrast(text[1], ground[1])
                if ratio < SMALL_TEXT:
                    low[selector.strip()] = round(ratio, 2)
    assert seen > 15
    assert low == {}


def test_colours_stand_only_in_the_tokens() -> None:
    """Shadows of white and black on the brand's ground apart."""
    for path in SCREEN:
        text = COMMENT.sub("", path.read_text("utf-8"))
        assert re.findall(r"#[0-9a-fA-F]{3,8}\b", text) == [], path.name


def test_every_token_is_used_and_known() -> None:
    used: set[str] = set()
    for path in sorted(CSS.glob("*.css")):
        used |= set(re.findall(r"var\(--([\w-]+)\)", path.read_text("utf-8")))
    assert used == set(TOKENS)


def test_letters_grow_together() -> None:
    """A size in px would stay small when somebody asks for large letters; paper has its points."""
    for path in SCREEN:
        for selector, body in rules(path.read_text("utf-8")):
            if selector.strip() != "html.large":
                assert not re.search(r"font(?:-size)?:[^;]*\dpx", body), (path.name, selector)


def test_the_page_for_engineers_names_every_token() -> None:
    text = (ROOT / "docs" / "design.md").read_text("utf-8")
    assert [name for name in TOKENS if f"`--{name}`" not in text] == []


def test_no_sheet_is_longer_than_one_sitting() -> None:
    assert [path.name for path in CSS.glob("*.css") if len(path.read_text("utf-8").splitlines()) > 300] == []


def test_the_sample_shows_every_part(app: Flask) -> None:
    """It is drawn by the real macros, so that it cannot grow old."""
    sample.add_to(app)
    page = app.test_client().get("/sample").get_data(as_text=True)
    assert "零件样本" in page
    known = set(re.findall(r"{% macro (\w+)\(", sample.MACROS.read_text("utf-8")))
    assert known == set(re.findall(r"\bm\.(\w+)\(", sample.PAGE.read_text("utf-8")))
    alone = sample.as_one_file(page, "a { color: red; }")
    assert "<style>a { color: red; }</style>" in alone
    assert not re.search(r'src="/static|href="/static', alone)
