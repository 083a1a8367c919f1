"""A picture that somebody sent, made harmless: decoded, drawn anew, nothing else of the file kept.

Place, time, device and comments that a phone writes into its files are gone afterwards, and so is
whatever else may hide in them. The judge of a file is the decoder, never its name. No Django.
"""

import io
import warnings
from dataclasses import dataclass
from typing import Final

from PIL import Image, ImageOps

MOST_BYTES: Final = 12 * 1024 * 1024
MOST_PIXELS: Final = 40_000_000
LONGEST_SIDE: Final = 1600
QUALITY: Final = 82
FORMATS: Final = ("JPEG", "PNG", "WEBP")


class TooLarge(ValueError):
    """The file is larger than any that is read."""


class Unreadable(ValueError):
    """The file is no picture that can be kept."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A JPEG that holds pixels only."""

    jpeg: bytes
    width: int
    height: int


def redrawn(file: bytes) -> Picture:
    """Return the picture in a file, upright. Raises: TooLarge, Unreadable."""
    return _redrawn(file)


def squared(file: bytes, *, side: int) -> Picture:
    """Return the middle of the picture in a file as a square. Raises: TooLarge, Unreadable."""
    return _redrawn(file, side=side)


def _redrawn(file: bytes, *, side: int = 0) -> Picture:
    if len(file) > MOST_BYTES:
        raise TooLarge
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            return _drawn(file, side=side)
    except (
        OSError, ValueError, SyntaxError, EOFError, MemoryError, OverflowError,
        Image.DecompressionBombError, Warning,
    ) as error:  # fmt: skip
        raise Unreadable from error


def _drawn(file: bytes, *, side: int) -> Picture:
    with Image.open(io.BytesIO(file), formats=FORMATS) as opened:
        if opened.width * opened.height > MOST_PIXELS:
            raise Image.DecompressionBombError
        if opened.format == "JPEG":
            opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        upright = ImageOps.exif_transpose(opened).convert("RGB")
        if side:
            # A face stands in the upper part of an upright photo.
            upright = ImageOps.fit(upright, (side, side), centering=(0.5, 0.3))
        else:
            upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    # A file saved again keeps its comments; a fresh picture has none.
    fresh = Image.new("RGB", upright.size)
    fresh.paste(upright)
    written = io.BytesIO()
    fresh.save(written, format="JPEG", quality=QUALITY, optimize=True)
    return Picture(written.getvalue(), fresh.width, fresh.height)
