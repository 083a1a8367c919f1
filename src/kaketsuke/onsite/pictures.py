"""A photo of a lock, made harmless: decoded, drawn anew, and nothing else of the file kept.

Place, time, device and comments that a phone writes into its files are gone afterwards, and so is
whatever else may hide in them. The judge of a file is the decoder, never its name.
"""

import io
import warnings
from dataclasses import dataclass
from typing import Final

from PIL import Image, ImageOps

from kaketsuke.onsite import refusals

MOST_BYTES: Final = 12 * 1024 * 1024
MOST_PIXELS: Final = 40_000_000
LONGEST_SIDE: Final = 1600
QUALITY: Final = 82
FORMATS: Final = ("JPEG", "PNG", "WEBP")


@dataclass(frozen=True, slots=True)
class Picture:
    """A JPEG that holds pixels only."""

    jpeg: bytes
    width: int
    height: int


def redrawn(file: bytes) -> Picture:
    """Return the picture in a file. Raises: CannotReadPicture."""
    if len(file) > MOST_BYTES:
        raise refusals.CannotReadPicture(refusals.PICTURE_TOO_LARGE)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            return _redrawn(file)
    except (
        OSError, ValueError, SyntaxError, EOFError, MemoryError, OverflowError,
        Image.DecompressionBombError, Warning,
    ) as error:  # fmt: skip
        raise refusals.CannotReadPicture(refusals.PICTURE_UNREADABLE) from error


def _redrawn(file: bytes) -> Picture:
    with Image.open(io.BytesIO(file), formats=FORMATS) as opened:
        if opened.width * opened.height > MOST_PIXELS:
            raise Image.DecompressionBombError
        if opened.format == "JPEG":
            opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        upright = ImageOps.exif_transpose(opened).convert("RGB")
        upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    # A file saved again keeps its comments; a fresh picture has none.
    fresh = Image.new("RGB", upright.size)
    fresh.paste(upright)
    written = io.BytesIO()
    fresh.save(written, format="JPEG", quality=QUALITY, optimize=True)
    return Picture(written.getvalue(), fresh.width, fresh.height)
