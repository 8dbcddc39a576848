"""An address as a QR code that a phone's camera reads from paper."""

from __future__ import annotations

import segno
from markupsafe import Markup

#: Modules of four pixels print large enough for old phones; error correction M stands a fold.
SCALE = 4


def drawn(address: str, title: str) -> Markup:
    """The code as SVG for a page: no picture has to be fetched, nothing is written to the disk."""
    code = segno.make_qr(address, error="m")
    return Markup(code.svg_inline(scale=SCALE, title=title, svgclass="qr", lineclass=None))
