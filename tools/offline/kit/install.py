"""Installs 解纷 Lite from the folder that this file lies in, or upgrades it; without network.

``install.sh`` and ``install.bat`` have checked the sums of what they started and run this with the Python
that goes along. A version gets a folder of its own; only when it is whole does ``current.txt`` name it, so
that a try which was broken off leaves the old version as it was. Data lie elsewhere: in the centre's folder.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parent
WINDOWS = os.name == "nt"
ABOUT = json.loads((HERE / "about.json").read_text(encoding="ascii"))
SUMS = HERE / "SHA256SUMS"
DONE = "installed.txt"  # the last thing that is written into the folder of a version
SERVED = """
import sys, filelock
try:
    filelock.FileLock(sys.argv[1]).acquire(timeout=0).lock.release()
except filelock.Timeout:
    sys.exit(3)
"""


class Stop(Exception):
    """The installation cannot go on; the text says in Chinese what to do next."""


def say(text: str) -> None:
    """One message, at once."""
    print(text, flush=True)


# --------------------------------------------------------------------------- what was handed over


def check_sums() -> None:
    """Every file is as it was packed, and no program lies beside them. Raises Stop."""
    told = {}
    for line in SUMS.read_text(encoding="utf-8").splitlines():
        digest, name = line.split("  ", 1)
        told[name] = digest
    wrong = [name for name, digest in told.items() if _digest(HERE / name) != digest]
    found = [path for part in ("wheels", "python") for path in (HERE / part).rglob("*") if path.is_file()]
    names = (path.relative_to(HERE).as_posix() for path in found)
    foreign = [name for name in names if name not in told]
    if wrong or foreign:
        lines = [f"  {name}：缺少，或者和打包时不一样" for name in wrong]
        lines += [f"  {name}：不是安装包里的文件" for name in foreign]
        raise Stop(
            "安装包不完整或被改过，什么都没有装：\n" + "\n".join(lines[:20]) + "\n"
            "请重新拷一份安装包，核对压缩包的 SHA-256 以后再解压。"
        )


def _digest(path: Path) -> str | None:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else None


# --------------------------------------------------------------------------- one version


class Version:
    """One version of the program in its own folder."""

    def __init__(self, target: Path, name: str) -> None:
        self.name = name
        self.folder = target / "versions" / name

    @property
    def whole(self) -> bool:
        return (self.folder / DONE).is_file()

    @property
    def python(self) -> Path:
        """The Python that has the program."""
        if WINDOWS:
            return self.folder / "python" / "python.exe"
        return self.folder / "venv" / "bin" / "python"

    def jiefen(self, *words: str | Path) -> int:
        """Run one command of the program; its exit code."""
        program: list[str | Path] = [self.folder / "venv" / "bin" / "jiefen"]
        if WINDOWS:  # the embeddable Python looks for modules in its own folder only
            program = [self.python, "-X", "utf8", "-m", "jiefen_lite.cli"]
        return run(*program, *words)

    def install(self, unpacked: Path | None) -> None:
        """Make the folder: the Python, then the wheels by their hashes, then a first try. Raises Stop."""
        if self.folder.exists():  # broken off the last time
            shutil.rmtree(self.folder)
        self.folder.mkdir(parents=True)
        if WINDOWS:
            shutil.copytree(HERE / "python", self.folder / "python")
        else:
            base = Path(sys.executable)
            if unpacked is not None:
                shutil.copytree(unpacked, self.folder / "python", symlinks=True)
                base = self.folder / "python" / "bin" / f"python{ABOUT['python']}"
            if run(base, "-I", "-m", "venv", "--without-pip", self.folder / "venv") != 0:
                raise Stop("没能建立运行环境，原因见上面几行。")
        (pip,) = (HERE / "wheels").glob("pip-*.whl")
        options = ["--isolated", "--no-index", "--no-cache-dir", "--require-hashes", "--quiet"]
        options += ["--disable-pip-version-check", "--no-warn-script-location", "--root-user-action=ignore"]
        wheels: list[str | Path] = [
            "--find-links",
            HERE / "wheels",
            "-r",
            HERE / "wheels" / "requirements.txt",
        ]
        if run(self.python, pip / "pip", "install", *options, *wheels) != 0:
            raise Stop("程序没有装成，原因见上面几行；原来的版本没有动。")
        if self.jiefen("--version") != 0:
            raise Stop("装好的程序起不来，原因见上面几行；原来的版本没有动。")
        (self.folder / DONE).write_text(ABOUT["version"] + "\n", encoding="ascii")

    def serves(self, center: Path) -> bool:
        """Whether somebody serves the pages of this centre now."""
        lock = center / "serve.lock"
        return lock.exists() and run(self.python, "-c", SERVED, lock) == 3


def run(*command: str | Path) -> int:
    """Run a program without the settings of the machine's own Python; its exit code (127: not there)."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "PIP_"))}
    try:
        return subprocess.run(
            [str(part) for part in command], env={**kept, "PYTHONUTF8": "1"}, check=False
        ).returncode
    except OSError as error:
        say(f"{command[0]}：{error.strerror}")
        return 127


# --------------------------------------------------------------------------- the installation


class Installation:
    """The folder of the program: its versions, which one is in use, and where the centre is."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def read(self, name: str) -> str:
        path = self.folder / name
        return path.read_text(encoding="utf-8").strip() if path.is_file() else ""

    def write(self, name: str, text: str) -> None:
        """Write one of the small files whole, or leave the old one."""
        new = self.folder / f"{name}.new"
        with open(new, "w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(new, self.folder / name)

    @property
    def current(self) -> Version | None:
        name = self.read("current.txt")
        return Version(self.folder, name) if name and Version(self.folder, name).whole else None

    def use(self, version: Version) -> None:
        """From now on the programs start this version; the one before is kept, older ones go."""
        before = self.read("current.txt")
        self.write("current.txt", version.name)
        for old in (self.folder / "versions").iterdir():
            if old.name not in (version.name, before):
                shutil.rmtree(old, ignore_errors=True)  # on Windows something may still be open
                say(
                    f"旧版本 {old.name} 已清掉。"
                    if not old.exists()
                    else f"旧版本 {old} 没删净，可以手工删。"
                )

    def write_programs(self, center: Path | None) -> None:
        """``jiefen`` and ``start``, and how the system starts them by itself."""
        words = {"FOLDER": str(self.folder), "USER": _user(), "CENTER": str(center or "")}
        for path in (HERE / "kit").iterdir():
            text = path.read_text(encoding="utf-8")
            for word, value in words.items():
                text = text.replace(f"@{word}@", value)
            name = "jiefen" if path.name == "jiefen.sh" else path.name
            self.write(name, text.replace("\n", "\r\n") if WINDOWS else text)
            if not WINDOWS and path.suffix == ".sh":
                (self.folder / name).chmod(0o755)
        if not (self.folder / "serve.txt").exists():  # the county's own, kept by an upgrade
            self.write("serve.txt", f"--host 127.0.0.1 --port 8765{os.linesep}")


def _user() -> str:
    import getpass

    return getpass.getuser()


def upgrade_first(before: Version, center: Path | None) -> None:
    """What has to be true before the old version is left: no server, and a backup. Raises Stop."""
    if center is None or not (center / "center.yaml").is_file():
        say("没有找到中心文件夹，只换程序，不做备份。")
        return
    if before.serves(center):
        raise Stop("网页服务还开着：请先停下（关掉它的窗口，或者停掉系统服务），再运行一次。什么都没有改。")
    say("先用原来的版本做一份备份 ……")
    code = before.jiefen("--center", center, "backup")
    if code != 0 and not (code == 1 and os.environ.get("JIEFEN_DATABASE_BACKED_UP") == "yes"):
        raise Stop("备份没有做成，没有升级，原来的版本照旧能用。请先按上面说的处理好，再运行一次。")


def install(options: argparse.Namespace) -> int:
    """All of it, in the order in which nothing can be lost."""
    say(f"解纷 Lite {ABOUT['version']}，正在核对安装包 ……")
    check_sums()
    if not WINDOWS and ".".join(map(str, sys.version_info[:2])) != ABOUT["python"]:
        raise Stop(f"这个安装包要用 Python {ABOUT['python']}，请用 install.sh 启动。")
    target = options.to.expanduser().absolute()
    if set(str(target)) & set("'\"%!@"):  # they mean something in the scripts that start the program
        raise Stop(f"程序文件夹的名字里不要有引号、%、! 和 @：{target}。请用 --to 换一个。")
    target.mkdir(parents=True, exist_ok=True)
    here = Installation(target)
    version = Version(target, f"{ABOUT['version']}-{hashlib.sha256(SUMS.read_bytes()).hexdigest()[:8]}")
    before = here.current
    known = Path(here.read("center.txt")) if here.read("center.txt") else None
    center = options.center.expanduser().absolute() if options.center else known
    if before is not None and before.name == version.name:
        say(f"这一版已经装在 {target}，没有重装。")
    else:
        if before is not None:
            upgrade_first(before, center)
        say(f"正在安装到 {target}（一两分钟）……")
        version.install(options.python_home)
        here.use(version)
        say(f"已从 {before.name} 升级到 {version.name}。" if before else f"已安装 {version.name}。")
    center = make_center(version, center, options)
    if center is not None:
        here.write("center.txt", str(center))
    here.write_programs(center)
    tell(here, center, upgraded=before is not None and before.name != version.name)
    if center is not None and (options.start or ask("现在启动网页服务吗？（y/回车不启动）", "") == "y"):
        return run(*(["cmd", "/c"] if WINDOWS else []), target / ("start.bat" if WINDOWS else "start.sh"))
    return 0


def make_center(version: Version, center: Path | None, options: argparse.Namespace) -> Path | None:
    """The centre's folder: the one there is, or a new one where that is asked for. Raises Stop."""
    if center is None:
        usual = default("center")
        if ask(f"要建一个新的中心文件夹 {usual} 吗？（y/回车以后再建）", "") != "y":
            return None
        center = usual
    if (center / "center.yaml").is_file():
        say(f"中心文件夹 {center} 照旧，没有动。")
        return center
    name = options.name or ask("中心的全称（例如 某某县社会治安综合治理中心）：", "")
    if not name:
        raise Stop(f"{center} 还不是中心文件夹。要新建，请加上 --name 中心全称；程序已经装好。")
    if version.jiefen("init", center, "--name", name) != 0:
        raise Stop("中心没有建成，原因见上面几行；程序已经装好，处理好再运行一次。")
    admin = options.admin or ask("第一个管理员的姓名（回车以后再建）：", "")
    if admin and version.jiefen("--center", center, "user", "add", admin, "--role", "admin") != 0:
        raise Stop("管理员没有建成，原因见上面几行；中心和程序已经装好。")
    return center


def tell(here: Installation, center: Path | None, *, upgraded: bool) -> None:
    """Where things are, and what comes next."""
    end = ".bat" if WINDOWS else ".sh"
    say(f"\n程序：{here.folder}")
    if center is None:
        say(f"中心：还没有。要建时运行：{here.folder / ('jiefen.bat' if WINDOWS else 'jiefen')} init 文件夹")
        say("建好以后再运行一次本安装程序，加上 --center 文件夹。")
        return
    say(f"中心：{center}（案件、文件、备份都在这里，和程序分开）")
    if upgraded:
        say("数据库在下一次启动时升级，升级前会自己再备份一次。")
    say(f"启动：{here.folder / ('start' + end)}；监听哪里、用不用 https 写在 {here.folder / 'serve.txt'}")
    itself = "autostart.bat（右键，以管理员身份运行）" if WINDOWS else "jiefen.service（开头几行写着怎么装）"
    say(f"开机自己启动：{here.folder}{os.sep}{itself}")


def ask(question: str, otherwise: str) -> str:
    """What a person answers; ``otherwise`` where there is nobody to ask."""
    if not sys.stdin or not sys.stdin.isatty():
        return otherwise
    return input(question).strip() or otherwise


def default(which: str) -> Path:
    """Where program and centre go where nobody says."""
    if WINDOWS:
        return Path(os.environ.get("SYSTEMDRIVE", "C:") + "\\") / f"jiefen-{which}"
    if os.geteuid() == 0:
        return {"lite": Path("/opt/jiefen-lite"), "center": Path("/var/lib/jiefen-center")}[which]
    return Path.home() / f"jiefen-{which}"


def main(arguments: Sequence[str]) -> int:
    """Read the options, install, and say in a sentence what stopped it."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    parser = argparse.ArgumentParser(prog="install", description="安装或升级解纷 Lite，不用网络。")
    parser.add_argument("--to", type=Path, default=default("lite"), help="程序装在哪个文件夹")
    parser.add_argument(
        "--center", type=Path, help="中心文件夹：已有的接着用；还没有的，和 --name 一起写就新建"
    )
    parser.add_argument("--name", help="新建的中心的全称")
    parser.add_argument("--admin", help="新建中心时，第一个管理员的姓名")
    parser.add_argument("--start", action="store_true", help="装好就启动网页服务")
    parser.add_argument("--python-home", type=Path, help=argparse.SUPPRESS)
    try:
        return install(parser.parse_args(arguments))
    except Stop as stop:
        say(str(stop))
    except OSError as error:
        say(
            f"写不了 {error.filename or '文件'}（{error.strerror}）；请用 --to 换个文件夹，或换有权限的账号。"
        )
    except KeyboardInterrupt:
        say("已停下；没有做完的部分不生效，再运行一次就行。")
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
