"""Small servers of our own that stand for a mail server, a group's robot and an SMS gateway."""

from __future__ import annotations

import contextlib
import socketserver
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Mail:
    """What a mail server does next, and what it has taken."""

    port: int = 0
    refuses: list[str] = field(default_factory=list)  # answers to RCPT, one each; then it takes all
    hangs: float = 0.0
    taken: list[str] = field(default_factory=list)


@contextlib.contextmanager
def mail_server() -> Iterator[Mail]:
    """A mail server that speaks as much SMTP as is needed to hand it a letter."""
    mail = Mail()

    class Talk(socketserver.StreamRequestHandler):
        def say(self, words: str) -> None:
            self.wfile.write(f"{words}\r\n".encode())

        def handle(self) -> None:
            time.sleep(mail.hangs)
            with contextlib.suppress(ConnectionError, BrokenPipeError):
                self.talk()

        def talk(self) -> None:
            self.say("220 mail")
            while line := self.rfile.readline().decode().strip():
                verb = line.split(":")[0].split()[0].upper()
                if verb in ("EHLO", "HELO", "MAIL", "RSET"):
                    self.say("250 ok")
                elif verb == "RCPT":
                    self.say(mail.refuses.pop(0) if mail.refuses else "250 ok")
                elif verb == "DATA":
                    self.say("354 go on")
                    letter = b""
                    while not letter.endswith(b"\r\n.\r\n"):
                        letter += self.rfile.readline()
                    mail.taken.append(letter.decode())
                    self.say("250 taken")
                elif verb == "QUIT":
                    self.say("221 bye")
                    return
                else:
                    self.say("502 what")

    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Talk)
    server.daemon_threads = True
    mail.port = server.server_address[1]
    with _running(server):
        yield mail


@dataclass
class Gateway:
    """What an HTTP server answers next (status, body), and what it has been sent (path, headers, body)."""

    port: int = 0
    answers: list[tuple[int, str]] = field(default_factory=list)
    usual: str = '{"errcode": 0, "code": 0}'
    hangs: float = 0.0
    sent: list[tuple[str, dict[str, str], str]] = field(default_factory=list)


@contextlib.contextmanager
def gateway() -> Iterator[Gateway]:
    """A server that takes posts as a group's robot or an SMS gateway does."""
    told = Gateway()

    class Take(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()
            told.sent.append((self.path, dict(self.headers), body))
            time.sleep(told.hangs)
            status, answer = told.answers.pop(0) if told.answers else (200, told.usual)
            with contextlib.suppress(ConnectionError, BrokenPipeError):
                self.send_response(status)
                if 300 <= status < 400:
                    self.send_header("Location", f"http://127.0.0.1:{told.port}/elsewhere")
                self.end_headers()
                self.wfile.write(answer.encode())

        def log_message(self, *_about: object) -> None:
            """Nothing is printed while tests run."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Take)
    server.daemon_threads = True
    told.port = server.server_address[1]
    with _running(server):
        yield told


@contextlib.contextmanager
def _running(server: socketserver.BaseServer) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
