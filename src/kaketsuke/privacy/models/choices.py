"""Words of a table as the choices of a column."""

from collections.abc import Iterable


def choices(words: Iterable[str]) -> list[tuple[str, str]]:
    """Return each word as value and label."""
    return [(str(each), str(each)) for each in words]
