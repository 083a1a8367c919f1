"""The environment is the only switch. Readers that fail loudly."""

import os
from urllib.parse import urlsplit


class Misconfigured(Exception):
    """A setting is missing or senseless; the sentence names it."""


def text(name: str, default: str | None = None) -> str:
    """Return the variable's text. Raises: Misconfigured if absent without default."""
    value = os.environ.get(name, default)
    if value is None:
        raise Misconfigured(f"{name} is not set. See docs/operations.md for what it is.")
    return value


def flag(name: str, *, default: bool = False) -> bool:
    """Return whether the variable is 1, true, yes or on. Raises: Misconfigured on other words."""
    value = os.environ.get(name)
    if value is None or not value:
        return default
    if value.lower() in {"1", "true", "yes", "on"}:
        return True
    if value.lower() in {"0", "false", "no", "off"}:
        return False
    raise Misconfigured(f"{name} is {value!r}; write 1 or 0.")


def words(name: str, default: str = "") -> list[str]:
    """Return the comma-separated words of the variable."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def origins(address: str) -> list[str]:
    """Return scheme and host of an address template, for a content policy; none of none.

    Raises: Misconfigured for an address that is not https.
    """
    if not address:
        return []
    parts = urlsplit(address)
    if parts.scheme != "https" or not parts.hostname:
        raise Misconfigured(f"{address!r} is no https address.")
    return [f"https://{parts.netloc}"]
