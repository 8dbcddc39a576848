"""The package for a machine without network: what goes in, what is refused, and that it runs there."""

from __future__ import annotations

import os
import re
import shutil
import struct
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from pathlib import Path

import pytest

from tools.offline import Stop, lock, pythons
from tools.offline.__main__ import main, write_sums
from tools.offline.targets import TARGETS, fits

ROOT = Path(__file__).parents[1]
KIT = ROOT / "tools" / "offline" / "kit"
HERE = f"{sys.version_info.major}.{sys.version_info.minor}"
WINDOWS, X64, ARM = TARGETS["windows"], TARGETS["linux-x86_64"], TARGETS["linux-arm64"]
COUNTY = "松江县社会治安综合治理中心"


# --------------------------------------------------------------------------- what goes in


@pytest.mark.parametrize(
    ("wheel", "where"),
    [
        ("flask-3.1.3-py3-none-any.whl", {"windows", "linux-x86_64", "linux-arm64"}),
        ("xlrd-2.0.2-py2.py3-none-any.whl", {"windows", "linux-x86_64", "linux-arm64"}),
        ("cryptography-50.0.2-cp310-abi3-win_amd64.whl", {"windows"}),
        ("lxml-6.1.3-cp311-cp311-manylinux_2_26_x86_64.manylinux_2_28_x86_64.whl", {"linux-x86_64"}),
        ("orjson-3.13.0-cp311-cp311-manylinux2014_aarch64.whl", {"linux-arm64"}),
        ("numpy-3.0-cp311-cp311-manylinux_2_34_x86_64.whl", set()),  # newer than 统信 and 麒麟 have
        ("numpy-3.0-cp312-cp312-win_amd64.whl", set()),
        ("cryptography-51-cp313-abi3-win_amd64.whl", set()),
        ("orjson-3.13.0-cp311-cp311-musllinux_1_2_x86_64.whl", set()),
    ],
)
def test_a_wheel_goes_where_its_tags_say(wheel: str, where: set[str]) -> None:
    assert {name for name, target in TARGETS.items() if fits(wheel, "3.11", target.platforms)} == where


def test_the_lock_is_read_for_the_other_machine() -> None:
    """Conditions are decided for the machine of the package, not for the one that builds it."""
    path = ROOT / "requirements.txt"
    names = {
        target.name: {one.name for one in lock.read(path, target, "3.11")} for target in TARGETS.values()
    }
    assert names["windows"] - names["linux-x86_64"] == {"colorama"}
    assert names["linux-arm64"] == names["linux-x86_64"]
    versions = {
        one.version
        for python in ("3.11", "3.13")
        for one in lock.read(path, X64, python)
        if one.name == "numpy"
    }
    assert len(versions) == 2
    for python in ("3.11", "3.12", "3.13", "3.14"):
        found = [one.name for one in lock.read(path, WINDOWS, python)]
        assert len(found) == len(set(found))


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("", True),
        ("sys_platform == 'win32'", True),
        ("sys_platform != 'win32'", False),
        ("python_full_version < '3.9'", False),  # as numbers; as text 3.11 would come first
        ("python_full_version >= '3.11' and sys_platform == 'linux'", False),
        ("sys_platform == 'linux' or python_version < '3.12'", True),
    ],
)
def test_conditions_of_the_lock(condition: str, holds: bool) -> None:
    facts = {"sys_platform": "win32", "python_version": "3.11", "python_full_version": "3.11"}
    assert lock.holds(condition, facts) is holds


def test_a_condition_that_nobody_foresaw_is_refused() -> None:
    with pytest.raises(Stop, match="extra == 'x'"):
        lock.holds("extra == 'x'", {"sys_platform": "win32"})


# --------------------------------------------------------------------------- the Python that goes along


def elf(machine: int, more: bytes = b"") -> bytes:
    """The beginning of a program for Linux."""
    return b"\x7fELF" + b"\0" * 14 + struct.pack("<H", machine) + more


def embeddable(path: Path, machine: int = 0x8664) -> Path:
    """What matters of python.org's embeddable zip."""
    program = b"MZ".ljust(0x3C, b"\0") + struct.pack("<I", 0x40) + b"PE\0\0" + struct.pack("<H", machine)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("python.exe", program)
        archive.writestr("python311._pth", "python311.zip\n.\n\n# Uncomment this\n#import site\n")
        archive.writestr("python311.zip", b"")
    return path


def relocatable(path: Path, machine: int, more: bytes = b"", minor: int = 12) -> Path:
    """What matters of an archive with a Python that runs in any folder."""
    program = path.with_name("program")
    program.write_bytes(elf(machine, more))
    with tarfile.open(path, "w:gz") as archive:
        archive.add(program, f"python/bin/python3.{minor}")
    return path


def test_an_archive_is_recognised_by_what_is_in_it(tmp_path: Path) -> None:
    """Whatever its name: for which system, which Python, which glibc it asks for."""
    windows = pythons.recognise(str(embeddable(tmp_path / "a.zip")))
    assert (windows.target, windows.version) == ("windows", "3.11")
    linux = pythons.recognise(str(relocatable(tmp_path / "b.tar.gz", 62, b"GLIBC_2.17\0GLIBC_2.9\0")))
    assert (linux.target, linux.version, linux.glibc, linux.too_new) == ("linux-x86_64", "3.12", 17, False)
    arm = pythons.recognise(str(relocatable(tmp_path / "c.tar.gz", 183, b"GLIBC_2.34")))
    assert (arm.target, arm.too_new) == ("linux-arm64", True)
    assert [target.name for target in TARGETS.values() if pythons.recognise("3.13").serves(target)] == [
        "linux-x86_64",
        "linux-arm64",
    ]


def test_a_python_that_cannot_serve_is_refused_in_words(tmp_path: Path) -> None:
    cases = {
        "3.10": "3.11 或更新",
        str(tmp_path / "no.zip"): "没有",
        str(embeddable(tmp_path / "x86.zip", 0x14C)): "amd64",
        str(relocatable(tmp_path / "risc.tar.gz", 243)): "x86_64 或 arm64",
        str(relocatable(tmp_path / "old.tar.gz", 62, minor=9)): "3.11 或更新",
    }
    (tmp_path / "text.tar.gz").write_text("nothing")
    cases[str(tmp_path / "text.tar.gz")] = "压缩包"
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as archive:
        archive.writestr("readme.txt", "")
    cases[str(tmp_path / "other.zip")] = "embeddable"
    for text, words in cases.items():
        with pytest.raises(Stop, match=words):
            pythons.recognise(text)


def test_the_embeddable_python_finds_what_is_installed_into_it(tmp_path: Path) -> None:
    """Its ``._pth`` leaves installed packages out until ``import site`` is switched on."""
    pythons.place(pythons.recognise(str(embeddable(tmp_path / "a.zip"))), tmp_path / "python")
    lines = (tmp_path / "python" / "python311._pth").read_text(encoding="utf-8").splitlines()
    assert lines[-1] == "import site"
    assert "#import site" not in lines
    assert lines[:2] == ["python311.zip", "."]


# --------------------------------------------------------------------------- what is refused


def test_what_is_not_possible_is_said_before_anything_is_built(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = {
        (): "请写明用哪个 Python",
        ("--python", "3.11"): "--for linux-x86_64",
        ("--python", "3.11", "--for", "all"): "Windows 10/11（64 位） 没有可用的 Python",
        ("--python", "3.11", "--for", "macos"): "命令写得不对",
    }
    for arguments, words in asked.items():
        assert main([*arguments, str(tmp_path / "out")] if arguments else []) == 2
        assert words in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_package_without_its_wheels_is_refused_with_the_list(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each thing that is missing is named, and no half package is left."""
    from tools.offline import wheels

    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    needed = [
        one for one in lock.read(ROOT / "requirements.txt", ARM, "3.11") if one.name in ("flask", "lxml")
    ]
    (tmp_path / "wheels").mkdir()
    with pytest.raises(Stop) as refused:
        wheels.fetch(needed, ARM, "3.11", tmp_path / "wheels")
    told = str(refused.value)
    assert "Linux arm64" in told
    assert re.findall(r"^  (\w+) [\d.]+：.*No matching distribution", told, re.MULTILINE) == ["flask", "lxml"]


def test_a_wheel_for_another_system_is_refused(tmp_path: Path) -> None:
    from tools.offline import wheels

    (tmp_path / "lxml-6.1.3-cp311-cp311-win_amd64.whl").touch()
    with pytest.raises(Stop, match=r"lxml-6\.1\.3-cp311-cp311-win_amd64\.whl：不是给 Linux x86_64"):
        wheels.check(tmp_path, [], X64, "3.11")
    with pytest.raises(Stop, match="flask：没有轮子"):
        wheels.check(tmp_path, [lock.Locked("flask", "3", "")], WINDOWS, "3.11")


# --------------------------------------------------------------------------- what is read and run there


@pytest.mark.parametrize("system", ["windows", "linux"])
def test_what_there_is_to_read_can_be_read_in_old_editors(system: str) -> None:
    """Every character is one that GBK knows, too; the builder puts a byte order mark before it."""
    text = (KIT / system / "安装说明.txt").read_text(encoding="utf-8")
    text.encode("gbk")
    start = "start.bat" if system == "windows" else "start.sh"
    assert [word for word in (start, "serve.txt", "--name", "恢复短语", "verify") if word not in text] == []


def test_batch_files_are_ascii_up_to_their_messages() -> None:
    """The console reads a batch file in its old code page until ``chcp`` has run."""
    for path in (KIT / "windows").glob("*.bat"):
        lines = path.read_text(encoding="utf-8").splitlines()
        chinese = [line for line in lines if not line.isascii()]
        assert all(line.strip().startswith("echo ") for line in chinese), path.name
        if chinese:
            assert lines.index("chcp 65001 >nul") < lines.index(chinese[0]), path.name


def test_shell_scripts_are_well_formed() -> None:
    for path in (KIT / "linux").glob("*.sh"):
        done = subprocess.run(["sh", "-n", path], capture_output=True, text=True, check=False)
        assert (path.name, done.returncode, done.stderr) == (path.name, 0, "")


@pytest.fixture
def small_package(tmp_path: Path) -> Path:
    """A package that has the installer and sums, and nothing worth installing."""
    folder = tmp_path / "package"
    for part in ("wheels", "python"):
        (folder / part).mkdir(parents=True)
        (folder / part / "thing.bin").write_bytes(b"as packed")
    (folder / "about.json").write_text(f'{{"version": "0.1.0", "python": "{HERE}"}}', encoding="ascii")
    shutil.copyfile(KIT / "install.py", folder / "install.py")
    write_sums(folder)
    return folder


@pytest.mark.parametrize("harm", ["changed", "missing", "foreign"])
def test_a_package_that_is_not_as_it_was_packed_is_refused(
    small_package: Path, tmp_path: Path, harm: str
) -> None:
    """Named file by file, before anything is installed."""
    victim = small_package / "wheels" / "thing.bin"
    if harm == "changed":
        victim.write_bytes(b"other")
    elif harm == "missing":
        victim.unlink()
    else:
        victim = small_package / "python" / "extra.dll"
        victim.write_bytes(b"not ours")
    line = [sys.executable, "-B", small_package / "install.py", "--to", tmp_path / "program"]
    done = subprocess.run(line, capture_output=True, encoding="utf-8", stdin=subprocess.DEVNULL, check=False)
    assert done.returncode == 2
    assert victim.relative_to(small_package).as_posix() in done.stdout
    assert not (tmp_path / "program").exists()


# --------------------------------------------------------------------------- the whole way, without network


def unshared(script: str, **more: str) -> str:
    """Run a shell script where there is no network but the loopback; what it said."""
    line = ["unshare", "-rn", "sh", "-euc", "ip link set lo up\n" + script]
    path = f"{Path(sys._base_executable).resolve().parent}:/usr/sbin:/usr/bin:/sbin:/bin"  # type: ignore[attr-defined]
    environment = {"PATH": path, "HOME": str(Path.home()), "LANG": "C.UTF-8", **more}
    done = subprocess.run(
        line, env=environment, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", timeout=600
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package for this machine and the Python of this system, unpacked elsewhere."""
    if sys.platform != "linux" or os.uname().machine not in ("x86_64", "aarch64"):
        pytest.skip("packages are tried on Linux x86_64 and arm64")
    if subprocess.run(["unshare", "-rn", "ip", "link"], capture_output=True, check=False).returncode:
        pytest.skip("this machine cannot make a namespace without network")
    if not (ROOT / "jiefen_lite/web/static/vendor/bootstrap-reboot.min.css").is_file():
        pytest.skip("the style sheets have not been fetched (python run.py does)")
    out = tmp_path_factory.mktemp("packages")
    pip = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "--quiet",
        "--no-deps",
        "--require-hashes",
        "-d",
        out / "try",
    ]
    asked = [*pip, "-r", ROOT / "requirements-installer.txt"]
    if subprocess.run(asked, capture_output=True, check=False).returncode:
        pytest.skip("no package index can be reached to build from")
    name = "linux-x86_64" if os.uname().machine == "x86_64" else "linux-arm64"
    line = [sys.executable, "-m", "tools.offline", "--python", HERE, "--for", name, out]
    subprocess.run(line, cwd=ROOT, check=True, timeout=900)
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    with tarfile.open(next(out.glob("*.tar.gz"))) as archive:
        archive.extractall(elsewhere, filter="tar")
    return next(elsewhere.iterdir())


def bundled(package: Path, folder: Path) -> Path:
    """The same package with a Python of its own, made of the one that runs here."""
    home = folder / "tree" / "python"
    program = Path(sys._base_executable).resolve()  # type: ignore[attr-defined]
    (home / "bin").mkdir(parents=True)
    shutil.copy(program, home / "bin" / f"python{HERE}")
    library = Path(sysconfig.get_path("stdlib"))
    leave = shutil.ignore_patterns(
        "site-packages", "dist-packages", "test", "tests", "__pycache__", "config-*", "idlelib"
    )
    shutil.copytree(library, home / "lib" / library.name, ignore=leave)
    with tarfile.open(folder / "python.tar.gz", "w:gz", compresslevel=1) as archive:
        archive.add(home, "python")
    copy = folder / "package"
    shutil.copytree(package, copy)
    shutil.rmtree(copy / "python")
    pythons.place(pythons.recognise(str(folder / "python.tar.gz")), copy / "python")
    write_sums(copy)
    return copy


@pytest.mark.slow
def test_it_installs_serves_and_upgrades_without_network(package: Path, tmp_path: Path) -> None:
    """From the unpacked folder to a page that answers, and on to the next version with a backup before."""
    program, center = tmp_path / "program", tmp_path / "center"
    told = unshared(
        f"'{package}/install.sh' --to '{program}' --center '{center}' --name {COUNTY} --admin 张三"
    )
    assert "恢复短语" in told
    assert "首次密码" in told
    sheet = shutil.copy(ROOT / "tests" / "importers" / "samples" / "petition.csv", tmp_path / "信访.csv")
    answer = f"""
    '{program}/jiefen' --version
    '{program}/jiefen' import '{sheet}' --channel petition
    '{program}/start.sh' & server=$!
    for _ in $(seq 60); do curl -sf http://127.0.0.1:8765/sign-in && break; sleep 0.5; done
    if '{{}}/install.sh' --to '{program}'; then echo 'upgraded under a server'; exit 1; fi
    kill $server; wait $server || true
    """
    later = bundled(package, tmp_path / "later")
    told = unshared(answer.format(later))
    assert "解纷 Lite 0." in told
    assert "7 行：新增 7" in told
    assert COUNTY in told
    assert "网页服务还开着" in told
    first = (program / "current.txt").read_text(encoding="utf-8")

    told = unshared(
        f"'{later}/install.sh' --to '{program}'; '{program}/jiefen' cases; '{program}/jiefen' verify"
    )

    assert "已从" in told
    assert f"中心文件夹 {center} 照旧" in told
    assert list((center / "backups").glob("*.jfbak"))
    second = (program / "current.txt").read_text(encoding="utf-8")
    assert second != first
    python = program / "versions" / second / "venv" / "bin" / "python"
    assert python.resolve().is_relative_to(program)  # the one that came along, not the system's
    assert "没有重装" in unshared(f"'{later}/install.sh' --to '{program}'")
    assert "✗" not in told
