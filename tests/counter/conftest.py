"""A small centre with one account a role."""

from tests.moving.conftest import fresh_centre, house

__all__ = ["fresh_centre", "house"]
