"""Why a file cannot be read as a table."""

from enum import StrEnum


class Why(StrEnum):
    """The one reason; its words belong to whoever speaks to people."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    NO_TABLE = "no_table"
    OLD_OR_LOCKED = "old_or_locked"
    UNKNOWN_ENCODING = "unknown_encoding"
    UNPACKS_TOO_LARGE = "unpacks_too_large"
    CELL_TOO_LONG = "cell_too_long"


class CannotRead(Exception):
    """The file is no table that can be read, or not one that may be."""

    def __init__(self, why: Why) -> None:
        """Keep the reason."""
        super().__init__(why.value)
        self.why = why
