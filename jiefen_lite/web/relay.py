"""TLS in front of waitress, which has none: a small relay that only carries bytes.

Phones open the camera for a video mediation only over https. Silent and slow clients cost the relay
a coroutine, not a thread of the server. The client's address reaches the pages by the relay's own
table of connections, so no forwarded header needs to be believed.
"""

from __future__ import annotations

import asyncio
import contextlib
import ssl
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

CHUNK = 64 * 1024
HANDSHAKE_SECONDS = 10
IDLE_SECONDS = 120

Environ = dict[str, Any]
App = Callable[[Environ, Any], Iterable[bytes]]


class Relay:
    """Listens with TLS at ``host:port`` and passes everything on to a plain server on this machine."""

    def __init__(self, host: str, port: int, target_port: int, certificate: Path, key: Path) -> None:
        self._host, self._port, self._target_port = host, port, target_port
        self._context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self._context.minimum_version = ssl.TLSVersion.TLSv1_2
        self._context.load_cert_chain(certificate, key)
        self._clients: dict[int, str] = {}  # port of the inner connection → address of the client
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._failure: OSError | None = None

    def start(self) -> None:
        """Begin to listen. Raises OSError where the port is taken."""
        threading.Thread(target=self._run, daemon=True, name="tls-relay").start()
        self._ready.wait()
        if self._failure is not None:
            raise self._failure

    def stop(self) -> None:
        """Stop listening; open connections end."""
        self._loop.call_soon_threadsafe(self._loop.stop)

    def wrap(self, app: App) -> App:
        """The application, told who really calls and that they came over TLS."""

        def told(environ: Environ, start_response: Any) -> Iterable[bytes]:
            client = self._clients.get(int(environ.get("REMOTE_PORT") or 0))
            if client is not None:
                environ["REMOTE_ADDR"] = client
                environ["wsgi.url_scheme"] = "https"
            return app(environ, start_response)

        return told

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_until_complete(
                asyncio.start_server(
                    self._serve,
                    self._host,
                    self._port,
                    ssl=self._context,
                    ssl_handshake_timeout=HANDSHAKE_SECONDS,
                )
            )
        except OSError as error:
            self._failure = error
            return
        finally:
            self._ready.set()
        self._loop.run_forever()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        inner_port = 0
        try:
            inner_reader, inner_writer = await asyncio.open_connection("127.0.0.1", self._target_port)
            inner_port = inner_writer.get_extra_info("sockname")[1]
            self._clients[inner_port] = str(writer.get_extra_info("peername")[0])
            await asyncio.gather(_carry(reader, inner_writer), _carry(inner_reader, writer))
        except OSError:
            writer.close()  # the server is going down, or the client is gone
        finally:
            self._clients.pop(inner_port, None)


async def _carry(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    """Bytes from one side to the other until it ends, or nothing comes for long."""
    with contextlib.suppress(OSError, asyncio.TimeoutError):  # either side may leave at any moment
        while data := await asyncio.wait_for(source.read(CHUNK), IDLE_SECONDS):
            target.write(data)
            await target.drain()
    target.close()
