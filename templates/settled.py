"""The same template gives the same bytes, whenever it is built: an Office file without its time of making."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

_MADE_AT = (2026, 1, 1, 0, 0, 0)
_CORE, _TIMES = "docProps/core.xml", re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")


def write(out: Path, data: bytes) -> None:
    """Write an Office file with every time in it set to the same one."""
    with zipfile.ZipFile(io.BytesIO(data)) as made, zipfile.ZipFile(out, "w") as packed:
        for name in made.namelist():
            content = made.read(name)
            if name == _CORE:
                content = _TIMES.sub(rb"\g<1>2026-01-01T00:00:00Z", content)
            packed.writestr(zipfile.ZipInfo(name, _MADE_AT), content, zipfile.ZIP_DEFLATED)
