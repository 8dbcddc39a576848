"""For which systems there are packages, and which wheels run there."""

from __future__ import annotations

from dataclasses import dataclass

#: 统信 UOS 20 and 麒麟 V10 have glibc 2.28; what asks for a newer one does not start there.
MOST_GLIBC = 28
_OLD_NAMES = {5: "manylinux1", 12: "manylinux2010", 17: "manylinux2014"}


@dataclass(frozen=True, slots=True)
class Target:
    """One system that a package is made for."""

    name: str
    label: str
    platforms: tuple[str, ...]  # as wheels name them, best first

    @property
    def windows(self) -> bool:
        return self.name == "windows"


def _manylinux(machine: str, least_glibc: int) -> tuple[str, ...]:
    """Every name under which wheels for this glibc or an older one are published."""
    names = []
    for minor in range(MOST_GLIBC, least_glibc - 1, -1):
        names.append(f"manylinux_2_{minor}_{machine}")
        if minor in _OLD_NAMES:
            names.append(f"{_OLD_NAMES[minor]}_{machine}")
    return tuple(names)


TARGETS: dict[str, Target] = {
    target.name: target
    for target in (
        Target("windows", "Windows 10/11（64 位）", ("win_amd64",)),
        Target("linux-x86_64", "Linux x86_64（统信、麒麟等，glibc 2.28 以上）", _manylinux("x86_64", 5)),
        Target("linux-arm64", "Linux arm64（鲲鹏、飞腾等，glibc 2.28 以上）", _manylinux("aarch64", 17)),
    )
}


def fits(wheel: str, python: str, platforms: tuple[str, ...]) -> bool:
    """Whether the wheel of this file name runs under ``python`` ("3.11") on one of ``platforms``."""
    pythons, abis, systems = (part.split(".") for part in wheel.removesuffix(".whl").split("-")[-3:])
    if not any(system in (*platforms, "any") for system in systems):
        return False
    minor = int(python.split(".")[1])
    exact = f"cp3{minor}"
    for tag in pythons:
        if tag in ("py3", f"py3{minor}") and "none" in abis:
            return True
        if tag == exact and {exact, "abi3", "none"} & set(abis):
            return True
        if tag.startswith("cp3") and "abi3" in abis and int(tag[3:]) <= minor:
            return True
    return False
