"""Travel times on roads, read from a file."""

from __future__ import annotations

from pathlib import Path

from kaketsuke.engine.travel.answers import TravelTimes


class RoadsUnusable(ValueError):
    """The file cannot be used; the message is one sentence."""


def read(path: Path) -> TravelTimes:
    """Return the provider. Raises: RoadsUnusable."""
    raise RoadsUnusable(f"{path} is not a file of roads")
