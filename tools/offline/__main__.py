"""``python run.py package``: one folder and one archive a system, with all that an installation needs."""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import shutil
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from tools.offline import Stop, lock, pythons, wheels
from tools.offline.targets import TARGETS, Target

ROOT = Path(__file__).resolve().parents[2]
KIT = Path(__file__).parent / "kit"
VENDOR = ROOT / "jiefen_lite" / "web" / "static" / "vendor"
LOCKS = ("requirements.txt", "requirements-installer.txt")
SUMS = "SHA256SUMS"
ABOUT = "about.json"
RUN_BY_HAND = (".sh", ".py")


class _Words(argparse.ArgumentParser):
    """A parser that says what is wrong in Chinese."""

    def error(self, message: str) -> NoReturn:
        raise Stop(f"命令写得不对（{message}）。\n{USAGE}")


USAGE = """用法：python run.py package --python 压缩包 [--python 压缩包]… [--for 系统] [放在哪个文件夹]
  --python  Windows：python.org 的 embeddable 压缩包；Linux：能放在任何文件夹里运行的 Python 压缩包，
            或者版本号（例如 3.11），表示用对方系统自带的 Python。几个系统就写几次。
  --for     windows、linux-x86_64、linux-arm64 或 all；不写就是压缩包是给哪个系统的就做哪个。
  不写放在哪里，就放在 dist 文件夹。"""


def main(arguments: Sequence[str]) -> int:
    """Build what is asked for; everything that is refused is refused before anything is built."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        parser = _Words(add_help=False, prog="python run.py package")
        parser.add_argument("--help", "-h", action="store_true")
        parser.add_argument("--python", action="append", default=[])
        parser.add_argument("--for", dest="systems", choices=[*TARGETS, "all"])
        parser.add_argument("out", nargs="?", type=Path, default=ROOT / "dist")
        options = parser.parse_args(arguments)
        if options.help:
            print(USAGE)
            return 0
        for target, python in _pairs(options.python, options.systems):
            _package(target, python, options.out)
    except Stop as stop:
        print(stop, file=sys.stderr)
        return 2
    return 0


def _pairs(given: Sequence[str], systems: str | None) -> list[tuple[Target, pythons.Given]]:
    """Which target goes with which Python. Raises Stop where one has none, or where files are missing."""
    if not given:
        raise Stop(f"请写明用哪个 Python。\n{USAGE}")
    found = [pythons.recognise(text) for text in given]
    if systems is None:
        if any(python.target is None for python in found):
            raise Stop("用系统自带的 Python 时，请写明给哪个系统，例如 --for linux-x86_64。")
        wanted = [TARGETS[python.target] for python in found if python.target]
    else:
        wanted = list(TARGETS.values()) if systems == "all" else [TARGETS[systems]]
    pairs = []
    for target in wanted:
        fitting = sorted((one for one in found if one.serves(target)), key=lambda one: one.target is None)
        if not fitting:
            raise Stop(f"{target.label} 没有可用的 Python：请用 --python 再给一个它的压缩包。\n{USAGE}")
        pairs.append((target, fitting[0]))
    if not VENDOR.is_dir() or not any(VENDOR.iterdir()):
        raise Stop("网页样式文件还没有取到，这样的安装包是不完整的：请装好 Node.js，运行一次 python run.py。")
    return pairs


def _package(target: Target, python: pythons.Given, out: Path) -> None:
    """Build one package beside its archive; what was there under the same name is replaced at the end."""
    version = _version()
    name = f"jiefen-lite-{version}-{target.name}"
    print(f"正在做 {target.label} 的安装包（Python {python.version}）……", flush=True)
    if python.too_new:
        print(
            f"提醒：这个 Python 要 glibc 2.{python.glibc} 以上，在统信、麒麟（2.28）上起不来；"
            "对方的系统没有这么新，请换一个。"
        )
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out, prefix=".package-") as work:
        folder = Path(work) / name
        (folder / "wheels").mkdir(parents=True)
        needed = [one for file in LOCKS for one in lock.read(ROOT / file, target, python.version)]
        wheels.fetch(needed, target, python.version, folder / "wheels")
        wheels.build_product(folder / "wheels")
        wheels.check(folder / "wheels", needed, target, python.version)
        wheels.write_requirements(folder / "wheels")
        pythons.place(python, folder / "python")
        _add_kit(folder, target, python, version)
        write_sums(folder)
        archive = _pack(folder, target)
        for made in (folder, archive):
            place = out / made.name
            shutil.rmtree(place) if place.is_dir() else place.unlink(missing_ok=True)
            made.replace(place)
    archive = out / archive.name
    count = len(list((out / name / "wheels").glob("*.whl")))
    print(f"做好了：{archive}（{archive.stat().st_size / 1e6:.0f} MB，{count} 个轮子）")
    print(f"  SHA-256 {hashlib.sha256(archive.read_bytes()).hexdigest()}")
    print("  请把这一串另外告诉安装的人，解压前先核对。")


def _version() -> str:
    text = (ROOT / "jiefen_lite" / "__init__.py").read_text(encoding="utf-8")
    found = re.search(r'__version__ = "([^"]+)"', text)
    assert found is not None
    return found[1]


def _add_kit(folder: Path, target: Target, python: pythons.Given, version: str) -> None:
    """What runs on the other machine, and what it says to read."""
    about = {
        "version": version,
        "target": target.name,
        "python": python.version,
        "bundled": python.archive is not None,
    }
    (folder / ABOUT).write_text(json.dumps(about, indent=2) + "\n", encoding="ascii")
    shutil.copyfile(KIT / "install.py", folder / "install.py")
    kind = "windows" if target.windows else "linux"
    shutil.copytree(KIT / kind, folder / "kit")
    for path in list((folder / "kit").iterdir()):
        if path.name.startswith("install."):
            shutil.copyfile(path, folder / path.name)
            path.unlink()
        elif path.suffix == ".txt":  # a byte order mark, or old editors take it for GBK
            text = (
                path.read_text(encoding="utf-8")
                .replace("{version}", version)
                .replace("{label}", target.label)
            )
            ending = "\r\n" if target.windows else "\n"
            (folder / path.name).write_text(text, encoding="utf-8-sig", newline=ending)
            path.unlink()
    for path in folder.rglob("*.bat"):
        path.write_bytes(path.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))


def write_sums(folder: Path) -> None:
    """The SHA-256 of every file, as ``sha256sum --check`` reads it."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != SUMS)
    lines = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(folder).as_posix()}\n"
        for path in files
    ]
    (folder / SUMS).write_text("".join(lines), encoding="utf-8", newline="\n")


def _pack(folder: Path, target: Target) -> Path:
    """The folder as one file: zip for Windows, tar.gz (which keeps what may be run) for Linux."""
    for path in folder.rglob("*"):
        path.chmod(0o755 if path.is_dir() or path.suffix in RUN_BY_HAND else 0o644)
    if target.windows:
        archive = folder.with_name(folder.name + ".zip")
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as zipped:
            for path in sorted(folder.rglob("*")):
                zipped.write(path, path.relative_to(folder.parent).as_posix())
        return archive
    archive = folder.with_name(folder.name + ".tar.gz")
    with tarfile.open(archive, "w:gz", compresslevel=1) as tarred:  # wheels are packed already
        tarred.add(folder, folder.name, filter=_as_root)
    return archive


def _as_root(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.uid = member.gid = 0
    member.uname = member.gname = "root"
    return member


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
