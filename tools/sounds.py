"""Make the list by which places are found that were written as they sound: ``jiefen_lite/text/sounds.txt``.

    pip install pypinyin && python -m tools.sounds

A line a syllable without its tone, then the characters of GB 2312 that are read so first of all. The
program needs only the list: the library is large, and the readings of characters do not change.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from pypinyin import Style, pinyin  # type: ignore[import-not-found]

OUT = Path(__file__).resolve().parent.parent / "jiefen_lite/text/sounds.txt"


def characters() -> list[str]:
    """The 6,763 characters of GB 2312."""
    found = []
    for high in range(0xB0, 0xF8):
        for low in range(0xA1, 0xFF):
            try:
                found.append(bytes((high, low)).decode("gb2312"))
            except UnicodeDecodeError:
                continue
    return found


def main() -> None:
    """Write the list."""
    by_sound: dict[str, list[str]] = defaultdict(list)
    for character in characters():
        by_sound[pinyin(character, style=Style.NORMAL, v_to_u=False)[0][0]].append(character)
    lines = [f"{sound} {''.join(of_it)}" for sound, of_it in sorted(by_sound.items())]
    OUT.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(lines)} syllables, {OUT.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
