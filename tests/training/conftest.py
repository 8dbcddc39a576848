"""One model of the invented table for all tests of learning."""

from __future__ import annotations

from tests.training.teaching import good, teach

__all__ = ["good", "teach"]
