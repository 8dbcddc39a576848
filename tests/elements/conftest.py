"""One reader for all tests of reading."""

from __future__ import annotations

from datetime import date

import pytest

from jiefen_lite.elements import Gazetteer, Reader
from jiefen_lite.rules import loader
from tests.fujin import REGION

TODAY = date(2025, 11, 15)  # a Saturday


@pytest.fixture(scope="session")
def reader() -> Reader:
    return Reader(loader.load(), REGION)


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    return Gazetteer(REGION)
