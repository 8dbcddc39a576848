"""How long a command takes to answer, and what an idle server holds in memory.

A clerk's command must not feel slow, and the server shares a small PC with everything else.
"""

from __future__ import annotations

import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from paper import Line, machine, table, write_section

JIEFEN = Path(sys.executable).with_name("jiefen")
MOST_SECONDS = 0.4
MOST_MEGABYTES = 150.0


def help_seconds(times: int = 7) -> float:
    """The best of some runs of ``jiefen --help``: what the program itself needs."""
    runs = []
    for _ in range(times):
        begin = time.perf_counter()
        subprocess.run([JIEFEN, "--help"], check=True, capture_output=True)
        runs.append(time.perf_counter() - begin)
    return min(runs)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def resident_megabytes(pid: int) -> float:
    """Memory that a process holds now (Linux)."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def idle_server_megabytes() -> float:
    """Memory of a server that has shown its sign-in page once."""
    with tempfile.TemporaryDirectory() as folder:
        center = Path(folder) / "center"
        subprocess.run([JIEFEN, "init", center], check=True, capture_output=True)
        port = free_port()
        server = subprocess.Popen(
            [JIEFEN, "--center", center, "serve", "--port", str(port)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            for _ in range(100):
                time.sleep(0.1)
                try:
                    with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5) as page:
                        page.read()
                    break
                except OSError:
                    if server.poll() is not None:
                        raise
            else:
                raise TimeoutError("the server did not answer within ten seconds")
            time.sleep(1)
            return resident_megabytes(server.pid)
        finally:
            server.terminate()
            server.wait(timeout=10)


def main() -> int:
    """Measure, print, write the paper; 1 where a limit is broken."""
    seconds, megabytes = help_seconds(), idle_server_megabytes()
    text = table(
        ["量什么", "量得", "上限"],
        [
            ["`jiefen --help`", f"{seconds:.2f} 秒", f"{MOST_SECONDS} 秒"],
            ["空闲的网页服务占内存", f"{megabytes:.0f} MB", f"{MOST_MEGABYTES:.0f} MB"],
        ],
    )
    print(text)
    lines = [
        Line("`jiefen --help`", f"{seconds:.2f} 秒", f"上限 {MOST_SECONDS} 秒", seconds <= MOST_SECONDS),
        Line(
            "空闲的网页服务占内存",
            f"{megabytes:.0f} MB",
            f"上限 {MOST_MEGABYTES:.0f} MB",
            megabytes <= MOST_MEGABYTES,
        ),
    ]
    write_section("启动和内存", f"{machine()}。\n\n{text}", lines)
    return int(not all(one.holds for one in lines))


if __name__ == "__main__":
    sys.exit(main())
