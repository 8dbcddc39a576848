"""What holds for every test: no traces of this machine's settings, and nobody calls out."""

from __future__ import annotations

import socket
from typing import Any

import pytest

LOCAL = ("127.", "::1", "localhost")


@pytest.fixture(autouse=True)
def _no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """A centre that the developer works with must not become the centre of a test."""
    monkeypatch.delenv("JIEFEN_CENTER", raising=False)


@pytest.fixture(autouse=True)
def _nobody_calls_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """The product makes no connection to anywhere but this machine; a test that sees one fails."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        outward = self.family in (socket.AF_INET, socket.AF_INET6) and not str(address[0]).startswith(LOCAL)
        assert not outward, f"a connection to {address} was tried"
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)
