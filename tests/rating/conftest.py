"""A small centre with one account a role, and a closed case of the labour office that waits to be rated."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask

from jiefen_lite.desk import House
from jiefen_lite.shapes import Outcome, Status
from tests.moving.conftest import fresh_centre as fresh_centre
from tests.moving.conftest import house as house
from tests.moving.test_moving import in_hand
from tests.web import support

CLOSED = datetime(2026, 11, 10, 16, 0)


def closed(house: House, number: int = 1) -> str:
    """A case that the supervisor closed on 10 November."""
    return in_hand(
        house,
        Status.CLOSED,
        number,
        outcome=Outcome.RESOLVED,
        feedback_submitted_at=CLOSED,
        closed_at=CLOSED,
        by_hand=("approve",),
        mediator=None,
    )


@pytest.fixture
def code(house: House) -> str:
    """The closed case."""
    return closed(house)


@pytest.fixture
def clock() -> support.Clock:
    """The time of the pages: the day after the closing."""
    return support.Clock(datetime(2026, 11, 11, 9, 0))


@pytest.fixture
def app(house: House, tmp_path: Path, clock: support.Clock) -> Flask:
    """The application over the centre."""
    return support.make_app(house, tmp_path, clock)
