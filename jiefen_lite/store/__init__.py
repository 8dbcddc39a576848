"""The SQLite file: the only SQL of the house. Every question about cases takes a ``viewer``."""

from jiefen_lite.store.database import Store, open_store

__all__ = ["Store", "open_store"]
