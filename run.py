"""Starts everything from a bare checkout: `python run.py` installs, makes the demo centre and serves it.

Standard library only, so that one Python is all a machine needs to have; `make` and `start.bat` call
this file and nothing else. What is installed is locked by hash and lives in `.venv/`, so deleting that
folder undoes it. A folder `wheels/` beside this file, filled on a connected machine, replaces the net.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
VENV_BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
VENV_PYTHON = VENV_BIN / ("python.exe" if os.name == "nt" else "python")
WHEELS = ROOT / "wheels"
DEMO = ROOT / "demo-center"
VENDOR = ROOT / "jiefen_lite" / "web" / "static" / "vendor"
ASSETS = {  # under node_modules/ : under jiefen_lite/web/static/vendor/
    "bootstrap/dist/css/bootstrap-reboot.min.css": "bootstrap-reboot.min.css",
    "bootstrap/LICENSE": "bootstrap-licence.txt",
}
ESLINT = ROOT / "node_modules" / "eslint" / "bin" / "eslint.js"
PAGES = ("jiefen_lite/web/static", "jiefen_lite/web/templates")  # what eslint.config.mjs is about
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
LEAST_PYTHON = (3, 11)


class Stop(Exception):
    """Work that cannot go on; the text says in Chinese what to do next."""


# --------------------------------------------------------------------------- small tools


def say(text: str) -> None:
    """Print one message at once, also when the output goes into a file."""
    print(text, flush=True)


def call(*command: str | Path, otherwise: str) -> None:
    """Run a program in the project's folder; where it fails, stop with ``otherwise``."""
    if attempt(*command) != 0:
        raise Stop(otherwise)


def attempt(*command: str | Path) -> int:
    """Run a program in the project's folder and give its exit code (127: there is no such program)."""
    environment = {**os.environ, "PYTHONUTF8": "1"}
    line = [str(part) for part in command]
    try:
        return subprocess.run(line, cwd=ROOT, env=environment, check=False).returncode
    except OSError:
        return 127


def digest(*paths: Path, more: str = "") -> str:
    """The SHA-256 over some files, to know whether a step has to be done again."""
    total = hashlib.sha256(more.encode())
    for path in paths:
        total.update(path.read_bytes())
    return total.hexdigest()


def done_before(stamp: Path, value: str) -> bool:
    """True where ``stamp`` says that the step was finished for the same ``value``."""
    return stamp.is_file() and stamp.read_text(encoding="utf-8") == value


# --------------------------------------------------------------------------- installing


def make_venv() -> None:
    """Make `.venv/`, or make it anew where its Python no longer starts (moved folder, new Python)."""
    if VENV_PYTHON.is_file() and attempt(VENV_PYTHON, "-c", "import pip") == 0:
        return
    say("正在建立运行环境 .venv ……")
    make = (sys.executable, "-m", "venv", "--clear", str(VENV))
    if attempt(*make) != 0:
        # Debian and Ubuntu ship Python without the part that makes environments
        apt_install("python3-venv")
        hint = "没能建立运行环境。Debian/Ubuntu 请先执行 sudo apt install python3-venv，再运行一次。"
        call(*make, otherwise=hint)


def install(kind: str) -> None:
    """Install what ``kind`` ("run" or "test") needs, and the project itself; nothing where it is done."""
    locks = [ROOT / "requirements-build.txt", ROOT / "requirements.txt", ROOT / "requirements-test.txt"]
    value = digest(*locks, ROOT / "setup.cfg", ROOT / "pyproject.toml", more=str(ROOT))
    stamps = {"run": VENV / "installed-run.txt", "test": VENV / "installed-test.txt"}
    make_venv()
    if done_before(stamps[kind], value):
        return
    say("正在安装依赖（第一次要几分钟，以后不再重复）……")
    pip: list[str | Path] = [VENV_PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "--quiet"]
    if WHEELS.is_dir():
        pip += ["--no-index", "--find-links", WHEELS]
    failed = (
        "依赖没有装成，原因见上面几行。多半是网络不通：接通网络后再运行一次即可；\n"
        "内网机器请按 docs/operator.md“离线安装”一节，先把 wheels 文件夹带进来。"
    )
    lock = locks[2] if kind == "test" else locks[1]
    call(*pip, "--require-hashes", "-r", locks[0], otherwise=failed)
    call(*pip, "--require-hashes", "--no-build-isolation", "-r", lock, otherwise=failed)
    call(*pip, "--no-deps", "--no-build-isolation", "--editable", ROOT, otherwise=failed)
    for name in ("run", "test") if kind == "test" else ("run",):
        stamps[name].write_text(value, encoding="utf-8")


def fetch_assets(kind: str) -> None:
    """Fetch the style sheets (and for tests the accessibility checker) with npm, where npm is there."""
    npm = shutil.which("npm")
    stamp = ROOT / "node_modules" / f"fetched-{kind}.txt"
    value = digest(ROOT / "package.json", ROOT / "package-lock.json")
    have_all = all((VENDOR / name).is_file() for name in ASSETS.values())
    if have_all and (npm is None or done_before(stamp, value)):
        return
    if npm is None:
        say("没有找到 npm：网页改用自带的简单样式，功能一样。想要完整样式，装好 Node.js 后再运行一次。")
        return
    say("正在取网页样式文件 ……")
    only = ("--omit=dev",) if kind == "run" else ()
    if attempt(npm, "ci", *only, "--ignore-scripts", "--no-audit", "--no-fund", "--silent") != 0:
        say("网页样式文件没有取到（多半是网络不通）：网页改用自带的简单样式，功能一样。")
        return
    VENDOR.mkdir(parents=True, exist_ok=True)
    for asset, name in ASSETS.items():
        shutil.copyfile(ROOT / "node_modules" / asset, VENDOR / name)
    stamp.write_text(value, encoding="utf-8")


def apt_install(package: str) -> bool:
    """Install one Debian package where apt is there and no password has to be asked for."""
    apt = shutil.which("apt-get")
    root: tuple[str, ...] = ()
    if apt is None or os.name == "nt":
        return False
    if os.geteuid() != 0:
        if shutil.which("sudo") is None or attempt("sudo", "-n", "true") != 0:
            return False
        root = ("sudo", "-n")
    attempt(*root, apt, "update", "-q")
    return attempt(*root, apt, "install", "-q", "-y", "--no-install-recommends", package) == 0


def need_browser() -> None:
    """See to it that the page tests find a browser."""
    if any(shutil.which(name) for name in BROWSERS) or apt_install("chromium"):
        return
    raise Stop("网页测试要用 Chromium 浏览器。请先执行 sudo apt install chromium，再运行一次。")


# --------------------------------------------------------------------------- commands


def make_demo(jiefen: Path) -> None:
    """Make the demo centre where it is not there whole."""
    if not (DEMO / "sign-in.txt").is_file():  # the last thing that the demo makes
        if DEMO.exists():
            names = (DEMO.with_name(f"{DEMO.name}-{number}") for number in range(1, 1000))
            aside = next(name for name in names if not name.exists())
            DEMO.rename(aside)
            say(f"上一次的演示中心没有做完，已改名为 {aside.name}（可以删除），现在重新做。")
        say("正在制作演示中心“富锦市”：二十五个月、七个渠道的虚构台账，要几分钟 ……")
        call(jiefen, "demo", DEMO, "--no-serve", otherwise="演示中心没有做成，原因见上面几行。")


def run(_extra: Sequence[str]) -> int:
    """Make the demo centre once and serve it."""
    install("run")
    fetch_assets("run")
    jiefen = VENV_BIN / ("jiefen.exe" if os.name == "nt" else "jiefen")
    make_demo(jiefen)
    say("演示中心在 demo-center 文件夹里；按 Ctrl+C 停止服务。")
    return attempt(jiefen, "--center", DEMO, "serve")


def pytest(marker: str, extra: Sequence[str]) -> int:
    """Run the tests that ``marker`` selects, two at a time."""
    install("test")
    fetch_assets("test")
    need_browser()
    return attempt(VENV_PYTHON, "-m", "pytest", "-n", "2", "--dist", "loadfile", "-m", marker, *extra)


def test(extra: Sequence[str]) -> int:
    """Everything that is quick."""
    return pytest("not slow", extra)


def test_slow(extra: Sequence[str]) -> int:
    """Everything that takes its time: whole files, the demo centre, the wheel."""
    return pytest("slow", extra)


def bench(extra: Sequence[str]) -> int:
    """Measure against the limits, write docs/bench.md and print its summary.

    What is measured on public data says so where these are not here (see bench/paper.py).
    """
    install("test")
    quality = ("reading.py", "time_money.py", "learning.py", "laws.py")
    speed = (
        "import_speed.py",
        "saving.py",
        "updating.py",
        "duplicates.py",
        "ledger.py",
        "search.py",
        "alike.py",
        "pages.py",
        "start.py",
    )
    broken = max(
        *(attempt(VENV_PYTHON, ROOT / "bench" / name) for name in quality),
        *(attempt(VENV_PYTHON, ROOT / "bench" / name, *extra) for name in speed),
    )
    return max(broken, attempt(VENV_PYTHON, ROOT / "bench" / "paper.py"))


def lint(_extra: Sequence[str]) -> int:
    """Style and types, and that the pages hold nothing too new for the county's browsers."""
    install("test")
    fetch_assets("test")
    if not ESLINT.is_file():
        raise Stop("检查网页要用 ESLint，没有取到。请装好 Node.js（20.19 或更新）、接通网络，再运行一次。")
    checks: tuple[tuple[str | Path, ...], ...] = (
        (VENV_PYTHON, "-m", "ruff", "check", "."),
        (VENV_PYTHON, "-m", "mypy"),
        ("node", ESLINT, *PAGES),
    )
    return max(attempt(*check) for check in checks)


def messages(_extra: Sequence[str]) -> int:
    """Write the list of all sentences that a person can read anew; it is read before it is kept."""
    install("test")
    return attempt(VENV_PYTHON, "-m", "tests.messages")


def package(extra: Sequence[str]) -> int:
    """Build the package for a machine without network (see the folder tools/offline/)."""
    install("run")
    fetch_assets("run")
    return attempt(VENV_PYTHON, "-m", "tools.offline", *extra)


def pictures(extra: Sequence[str]) -> int:
    """Take the pictures of the guides anew, from the demo centre (see the folder tools/pictures/)."""
    install("test")
    fetch_assets("run")
    need_browser()
    make_demo(VENV_BIN / ("jiefen.exe" if os.name == "nt" else "jiefen"))
    return attempt(VENV_PYTHON, "-m", "tools.pictures", DEMO, *extra)


def reference(_extra: Sequence[str]) -> int:
    """Write the guides that are made from the program itself (see tools/reference.py)."""
    install("run")
    return attempt(VENV_PYTHON, "-m", "tools.reference")


def lock(_extra: Sequence[str]) -> int:
    """Renew the lock files from setup.cfg and the .in files (needs uv)."""
    uv = shutil.which("uv", path=os.pathsep.join((str(VENV_BIN), os.environ.get("PATH", ""))))
    if uv is None:
        raise Stop("更新锁定文件要用 uv，请先执行：.venv/bin/python -m pip install uv，再运行一次。")
    compile_ = [uv, "pip", "compile", "--quiet", "--universal", "--upgrade", "--python-version", "3.11"]
    compile_ += ["--generate-hashes", "--no-emit-index-url", "--custom-compile-command", "python run.py lock"]
    sources = {
        "requirements-build.txt": ["requirements-build.in"],
        "requirements-installer.txt": ["requirements-installer.in"],
        "requirements.txt": ["setup.cfg"],
        "requirements-test.txt": ["setup.cfg", "requirements-test.in", "--constraints", "requirements.txt"],
    }
    for out, source in sources.items():
        call(*compile_, *source, "--output-file", out, otherwise=f"{out} 没有更新成，原因见上面几行。")
    return 0


COMMANDS: dict[str, Callable[[Sequence[str]], int]] = {
    "run": run,
    "test": test,
    "test-slow": test_slow,
    "bench": bench,
    "lint": lint,
    "package": package,
    "pictures": pictures,
    "reference": reference,
    "lock": lock,
    "messages": messages,
}


def main(arguments: Sequence[str]) -> int:
    """Run the command that the first argument names (default: run); the rest goes to its program."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")  # a Chinese Windows console is GBK
    if sys.version_info < LEAST_PYTHON:
        here = ".".join(map(str, sys.version_info[:2]))
        say(f"需要 Python 3.11 或更新的版本，这里是 {here}。请从 python.org 下载安装后再运行。")
        return 2
    name, *extra = arguments or ["run"]
    if name not in COMMANDS:
        say(f"用法：python run.py [{' | '.join(COMMANDS)}]；不写就是 run。")
        return 2
    try:
        return COMMANDS[name](extra)
    except Stop as stop:
        say(str(stop))
        return 2
    except KeyboardInterrupt:
        say("已停止。")
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
