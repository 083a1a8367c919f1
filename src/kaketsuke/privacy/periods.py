"""The desk's deadlines and thresholds, read from `periods.toml`."""

import tomllib
from functools import cache
from importlib import resources


@cache
def _periods() -> dict[str, dict[str, int]]:
    text = resources.files("kaketsuke.privacy").joinpath("periods.toml").read_text("utf-8")
    return tomllib.loads(text)


def figure(of: str, name: str) -> int:
    """Return one figure, such as `figure("request", "due_days")`."""
    return _periods()[of][name]
