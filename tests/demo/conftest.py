"""One set of the demo centre's samples for all tests here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from jiefen_lite import demo

AS_OF = date(2026, 11, 24)


@dataclass(frozen=True)
class Samples:
    """The written files in a clerk's order, and the answer book."""

    folder: Path
    paths: list[Path]
    truth: demo.Truth


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Samples:
    """25 months up to October 2026."""
    folder = tmp_path_factory.mktemp("samples")
    paths = demo.write_samples(folder, as_of=AS_OF)
    return Samples(folder, paths, demo.read_truth(folder))
