"""What the pictures of the guides are taken by: the list can be carried out, and pictures stay light."""

from __future__ import annotations

import os
from datetime import date
from io import BytesIO
from pathlib import Path

from PIL import Image

from jiefen_lite.shapes import Role
from tests.importers.factories import opened, shipped_book
from tools.pictures import __main__ as taking
from tools.pictures import sample
from tools.pictures.shots import MOST_BYTES, PEOPLE, SHOTS

VERBS = {"click", "fill", "choose", "open", "upload", "wait", "follow"}


def test_every_picture_can_be_begun() -> None:
    """Somebody of the list looks, at a page or from where he was before; the steps are known ones."""
    assert {role for _, role, _ in PEOPLE.values()} <= {role.value for role in Role}
    seen = None
    for shot in SHOTS:
        assert shot.who in PEOPLE or (shot.who == "" and shot.address), shot.name
        assert shot.address is not None or shot.who == seen, shot.name
        assert {step[0].rstrip("?") for step in shot.steps} <= VERBS, shot.name
        seen = shot.who


def test_one_picture_brings_those_that_lead_to_it() -> None:
    wanted = [shot.name for shot in SHOTS if shot.name == "batch" or taking._leads_to(shot, ["batch"])]
    assert wanted == ["upload", "mapping", "preview", "problems", "batch"]


def test_a_picture_full_of_colours_is_made_light() -> None:
    """A palette of as many colours as fit below the limit; the size in pixels stays."""
    noise = Image.frombytes("RGB", (600, 400), os.urandom(600 * 400 * 3))
    page = Image.new("RGB", (1366, 1100), "white")
    page.paste(noise.resize((150, 100)))
    png = BytesIO()
    page.save(png, "PNG")
    made = taking.small(png.getvalue())
    assert len(made) < MOST_BYTES
    picture = Image.open(BytesIO(made))
    assert (picture.size, picture.mode) == ((1366, 1100), "P")


def test_the_sample_shows_what_a_clerk_meets(tmp_path: Path) -> None:
    """A column nobody has seen, a number that Excel has damaged, a day that is missing."""
    day = date(2026, 11, 27)
    data = sample.write(tmp_path, day).read_bytes()
    book = opened(data, channel=None, book=shipped_book(), name=sample.NAME, as_of=day)
    unknown = [column.header for sheet in book.sheets for column in sheet.columns if column.how == "unknown"]
    assert (book.channel, unknown) == ("petition", ["包保领导"])
    rows = [row for block in book.blocks(100) for row in block]
    assert len(rows) == 7
