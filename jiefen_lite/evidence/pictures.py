"""Photographs: measured before they are opened, drawn anew without anything that stands beside the dots."""

from __future__ import annotations

import io
import struct
import threading
import warnings
from dataclasses import dataclass

from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

_GPS = 0x8825
_QUALITY = 90
_FORMATS = {"JPEG": "jpg", "PNG": "png"}
#: One at a time: a large photograph takes some hundred megabytes while it is drawn.
_one = threading.Lock()


class Unreadable(Exception):
    """No picture, or a broken one."""


class TooLarge(Exception):
    """More dots than may be drawn."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture drawn anew, and a small one; ``had_position``: where it was taken stood in it."""

    media: str
    shown: bytes
    small: bytes
    had_position: bool


def clean(data: bytes, *, most_dots: int, side: int, small_side: int) -> Picture:
    """Draw a picture anew, the right way up. Raises TooLarge before anything is drawn, Unreadable."""
    try:
        with _one, warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            return _drawn(data, most_dots, side, small_side)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, struct.error) as error:
        raise Unreadable from error
    except Image.DecompressionBombError as error:
        raise TooLarge from error


def _drawn(data: bytes, most_dots: int, side: int, small_side: int) -> Picture:
    with Image.open(io.BytesIO(data), formats=tuple(_FORMATS)) as image:
        width, height = image.size
        if width * height > most_dots:
            raise TooLarge
        media, position = _FORMATS[str(image.format)], _has_position(image)
        if media == "jpg":
            image.draft("RGB", (side, side))
        image.load()
        upright = ImageOps.exif_transpose(image) or image
        wanted = "RGB" if media == "jpg" or upright.mode not in ("RGBA", "LA", "PA", "P") else "RGBA"
        plain = upright if upright.mode == wanted else upright.convert(wanted)
    plain.thumbnail((side, side))
    shown = _written(plain, media)
    small = plain.convert("RGB")
    small.thumbnail((small_side, small_side))
    return Picture(media, shown, _written(small, "jpg"), position)


def _written(image: Image.Image, media: str) -> bytes:
    # a picture made of the dots alone takes along neither its camera's notes nor what hangs at its end
    bare = Image.new(image.mode, image.size)
    bare.paste(image)
    out = io.BytesIO()
    if media == "jpg":
        bare.save(out, "JPEG", quality=_QUALITY)
    else:
        bare.save(out, "PNG")
    return out.getvalue()


def _has_position(image: ImageFile.ImageFile) -> bool:
    return bool(image.getexif().get_ifd(_GPS)) or b"exif:GPS" in image.info.get("xmp", b"")


def without_position(data: bytes) -> tuple[bytes, bool]:
    """A picture inside a document without its camera's notes, and whether it had a position.

    One that cannot be read is left out of the copy that is shown: nobody knows what stands in it.
    """
    try:
        with Image.open(io.BytesIO(data), formats=tuple(_FORMATS)) as image:
            if not image.getexif() and "xmp" not in image.info:
                return data, False
            position, media = _has_position(image), _FORMATS[str(image.format)]
            if image.size[0] * image.size[1] > _MOST_INSIDE:
                raise Unreadable
            with _one:
                image.load()
                plain = image if media == "png" or image.mode == "RGB" else image.convert("RGB")
                return _written(plain, media), position
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, struct.error, Unreadable):
        return _BLANK, True
    except Image.DecompressionBombError:
        return _BLANK, True


_MOST_INSIDE = 50_000_000


def _blank() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (1, 1), "white").save(out, "PNG")
    return out.getvalue()


_BLANK = _blank()
