"""A photo of a lock: drawn anew, or refused with what to do."""

from typing import Final

from kaketsuke import pictures
from kaketsuke.onsite import refusals

MOST_BYTES: Final = pictures.MOST_BYTES


def redrawn(file: bytes) -> pictures.Picture:
    """Return the picture in a file. Raises: CannotReadPicture."""
    try:
        return pictures.redrawn(file)
    except pictures.TooLarge as error:
        raise refusals.CannotReadPicture(refusals.PICTURE_TOO_LARGE) from error
    except pictures.Unreadable as error:
        raise refusals.CannotReadPicture(refusals.PICTURE_UNREADABLE) from error
