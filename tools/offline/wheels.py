"""Fetches what the lock names as wheels for another machine, and checks every file of it."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from tools.offline import Stop
from tools.offline.lock import Locked
from tools.offline.targets import Target, fits

ROOT = Path(__file__).resolve().parents[2]
#: Pure Python that is published as source only: its source is checked by the lock, then built here.
SOURCE_ONLY = ("jieba",)
PRODUCT = ("jiefen_lite", "importers", "exporters", "templates")
REQUIREMENTS = "requirements.txt"


def fetch(locked: Sequence[Locked], target: Target, python: str, wheels: Path) -> None:
    """Put a wheel of every line of the lock into ``wheels``. Raises Stop with the list of what is missing."""
    ready = [one for one in locked if one.name not in SOURCE_ONLY]
    if _download(ready, target, python, wheels):
        missing = [(one, said) for one in ready if (said := _download([one], target, python, wheels))]
        told = "\n".join(
            f"  {one.name} {one.version}：{said.splitlines()[-1][:120]}" for one, said in missing
        )
        raise Stop(
            f"{target.label}、Python {python} 的安装包没有做成，缺下面这些：\n{told}\n"
            "写着 No matching distribution 的没有现成的轮子：换一个 Python 版本再试；其余多半是网络不通。"
        )
    for one in locked:
        if one.name in SOURCE_ONLY:
            _build_source(one, wheels)


def build_product(wheels: Path) -> Path:
    """Build the wheel of the product itself, web assets inside, from a clean copy of its files."""
    before = set(wheels.glob("*.whl"))
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "source"  # an earlier build/ beside the code must not slip in
        for package in PRODUCT:
            leave = shutil.ignore_patterns("__pycache__", "*.pyc")
            shutil.copytree(ROOT / package, source / package, ignore=leave)
        for name in ("setup.cfg", "pyproject.toml", "README.md", "LICENSE"):
            shutil.copyfile(ROOT / name, source / name)
        said = _pip("wheel", "--no-deps", "--no-index", "--no-build-isolation", "-w", wheels, source)
    if said:
        raise Stop(f"本软件自己的轮子没有做成：\n{said}")
    (made,) = set(wheels.glob("*.whl")) - before
    return made


def check(wheels: Path, locked: Iterable[Locked], target: Target, python: str) -> None:
    """Every line of the lock has its wheel, and every wheel runs on ``target``. Raises Stop with the list."""
    files = sorted(path.name for path in wheels.glob("*.whl"))
    wrong = [name for name in files if not fits(name, python, target.platforms)]
    have = {_name(name) for name in files}
    missing = [one.name for one in locked if _plain(one.name) not in have]
    if wrong or missing:
        lines = [f"  {name}：不是给 {target.label} 用的" for name in wrong]
        lines += [f"  {name}：没有轮子" for name in missing]
        raise Stop("安装包没有做成：\n" + "\n".join(lines))


def write_requirements(wheels: Path) -> None:
    """What the installer asks pip for: exactly these files, by their hashes."""
    lines = ["# made by python run.py package: what this folder holds, and nothing else"]
    for path in sorted(wheels.glob("*.whl")):
        if _name(path.name) == "pip":  # it installs the others
            continue
        name, version = path.name.split("-")[:2]
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        lines.append(f"{name.replace('_', '-')}=={version} --hash=sha256:{digest}")
    (wheels / REQUIREMENTS).write_text("\n".join(lines) + "\n", encoding="utf-8")


def _download(locked: Sequence[Locked], target: Target, python: str, wheels: Path) -> str:
    where = [part for platform in target.platforms for part in ("--platform", platform)]
    abis = ["--abi", f"cp{python.replace('.', '')}", "--abi", "abi3", "--abi", "none"]
    return _with_lines(
        locked,
        *("download", "--no-deps", "--only-binary=:all:", "--implementation", "cp"),
        *("--python-version", python, *abis, *where, "-d", str(wheels)),
    )


def _build_source(one: Locked, wheels: Path) -> None:
    if said := _with_lines([one], "wheel", "--no-deps", "--no-build-isolation", "-w", wheels):
        raise Stop(f"{one.name} {one.version} 只有源码，没有做成轮子：\n{said}")


def _with_lines(locked: Sequence[Locked], *command: str | Path) -> str:
    """Run pip over lines of the lock; what it said where it failed."""
    with tempfile.TemporaryDirectory() as folder:
        lines = Path(folder) / REQUIREMENTS
        lines.write_text("\n".join(one.line() for one in locked) + "\n", encoding="utf-8")
        return _pip(*command, "--require-hashes", "-r", lines)


def _pip(*command: str | Path) -> str:
    """Run pip; empty where it went well, else what it said."""
    line = [sys.executable, "-m", "pip", *map(str, command), "--quiet", "--disable-pip-version-check"]
    environment = {**os.environ, "PYTHONUTF8": "1"}
    done = subprocess.run(line, env=environment, capture_output=True, encoding="utf-8", check=False)
    if done.returncode == 0:
        return ""
    return (done.stderr + done.stdout).strip() or f"pip 的退出码是 {done.returncode}"


def _name(wheel: str) -> str:
    return _plain(wheel.split("-")[0])


def _plain(name: str) -> str:
    return name.lower().replace("-", "_").replace(".", "_")
