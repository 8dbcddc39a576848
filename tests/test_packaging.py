"""What leaves the house is whole: the wheel holds every file, and works where nothing else of ours is."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
PACKAGES = ("jiefen_lite/", "importers/", "exporters/", "templates/")
VENDOR = "jiefen_lite/web/static/vendor/"  # fetched by run.py, not kept in git, but shipped where there


def run(*command: str | Path, cwd: Path, timeout: int = 120) -> str:
    """Run a program, show what it said where it fails, and return its standard output."""
    ours = ("PYTHON", "JIEFEN")
    environment = {key: value for key, value in os.environ.items() if not key.startswith(ours)}
    environment["PYTHONUTF8"] = "1"
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=timeout,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clean copy of the source, so that no left-over of an earlier build can slip in."""
    if not (ROOT / ".git").exists():
        pytest.skip("only a git checkout can tell which files belong to the project")
    copy = tmp_path_factory.mktemp("source")
    listed = run("git", "-c", "safe.directory=*", "ls-files", "-z", cwd=ROOT).split("\0")
    fetched = [path.relative_to(ROOT).as_posix() for path in (ROOT / VENDOR).rglob("*") if path.is_file()]
    for name in [*listed, *fetched]:
        if (ROOT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, copy / name)
    return copy


@pytest.fixture(scope="module")
def wheel(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built without the net."""
    out = tmp_path_factory.mktemp("wheel")
    pip = (sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-index", "--no-build-isolation")
    run(*pip, "--wheel-dir", out, source, cwd=out)
    return next(out.glob("*.whl"))


def product_files(source: Path) -> set[str]:
    """Every file of the four packages that is the project's own or fetched for it."""
    files = (path.relative_to(source).as_posix() for path in source.rglob("*") if path.is_file())
    kept = {name for name in files if name.startswith(PACKAGES) and "__pycache__" not in name}
    return {name for name in kept if ".egg-info/" not in name}


def test_the_wheel_holds_every_file(source: Path, wheel: Path) -> None:
    """Rules, pages, migrations, papers, demo data: all of it, and nothing beside it."""
    inside = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert inside == product_files(source)


def test_the_wheel_names_its_command_and_its_licence(wheel: Path) -> None:
    """The parts of the wheel's own record that a user relies on."""
    with zipfile.ZipFile(wheel) as archive:
        record = {name.rsplit("/", 1)[1]: name for name in archive.namelist() if ".dist-info/" in name}
        assert "jiefen = jiefen_lite.cli:main" in archive.read(record["entry_points.txt"]).decode()
        assert "LICENSE" in record
        assert "Requires-Python: >=3.11" in archive.read(record["METADATA"]).decode()


def test_the_source_archive_builds_the_same_wheel(source: Path, wheel: Path, tmp_path: Path) -> None:
    """Who starts from the source archive gets what who starts from the checkout gets."""
    build = "import sys; from setuptools import build_meta; build_meta.build_sdist(sys.argv[1])"
    run(sys.executable, "-c", build, tmp_path, cwd=source)
    archive = next(tmp_path.glob("*.tar.gz"))
    pip = (sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-index", "--no-build-isolation")
    run(*pip, "--wheel-dir", tmp_path, archive, cwd=tmp_path)
    again = next(tmp_path.glob("*.whl"))
    assert sorted(zipfile.ZipFile(again).namelist()) == sorted(zipfile.ZipFile(wheel).namelist())


@pytest.mark.parametrize("name", sorted(path.name for path in ROOT.glob("requirements*.txt")))
def test_every_locked_line_has_its_hash(name: str) -> None:
    """No requirement can come in unpinned or unhashed."""
    text = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    locked = re.compile(r"[\w.-]+==\S+ .*--hash=sha256:[0-9a-f]{64}")
    assert [line[:60] for line in lines if not locked.match(line)] == []


def test_the_lock_covers_what_setup_cfg_asks_for() -> None:
    """A library added to setup.cfg is missing here until `python run.py lock` was run."""
    setup = (ROOT / "setup.cfg").read_text(encoding="utf-8")
    block = re.search(r"^install_requires =\n((?: .*\n)+)", setup, re.MULTILINE)
    assert block is not None
    lines = [line.strip().lower() for line in block[1].splitlines() if "#" not in line]
    lock = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    locked = set(re.findall(r"^([\w.-]+)==", lock, re.MULTILINE))
    assert {re.split(r"[<>=]", line)[0] for line in lines} - locked == set()


def test_the_demo_runs_from_the_wheel_alone(wheel: Path, tmp_path: Path) -> None:
    """In an empty environment, in a folder elsewhere: only the wheel and the libraries."""
    venv = tmp_path / "venv"
    run(sys.executable, "-m", "venv", "--without-pip", venv, cwd=tmp_path)
    bin_ = venv / ("Scripts" if os.name == "nt" else "bin")
    python = bin_ / ("python.exe" if os.name == "nt" else "python")
    pip = (sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-deps", "--no-index")
    run(*pip, wheel, cwd=tmp_path)
    # The libraries are lent by this environment; a path line does not follow the links in there, so
    # the editable project does not come along.
    purelib = "import sysconfig; print(sysconfig.get_path('purelib'))"
    where = Path(run(python, "-c", purelib, cwd=tmp_path).strip())
    (where / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    found = run(python, "-c", "import jiefen_lite; print(jiefen_lite.__file__)", cwd=elsewhere).strip()
    assert Path(found).is_relative_to(where)

    said = run(bin_ / "jiefen", "demo", "center", "--no-serve", cwd=elsewhere, timeout=1500)

    assert said.strip()
    made = {path.suffix for path in (elsewhere / "center" / "out").iterdir()}
    assert {".docx", ".xlsx"} <= made
    problems = run(bin_ / "jiefen", "--center", "center", "verify", cwd=elsewhere, timeout=600)
    assert problems.strip()
