"""One canonical form of plain data, the same in the database and on a machine without one. Pure."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID


def canonical(value: Any) -> Any:
    """Return the value in the one form that survives a round trip through the database."""
    match value:
        case Mapping():
            return {str(key): canonical(each) for key, each in value.items()}
        case list() | tuple():
            return [canonical(each) for each in value]
        case None | bool() | int():
            return value
        case float():
            return int(value) if value.is_integer() else value
    return _as_text(value)


def _as_text(value: Any) -> str:
    match value:
        case str() | UUID():
            return str(value)
        case datetime():
            return value.astimezone(UTC).isoformat()
        case date():
            return value.isoformat()
        case bytes() | bytearray() | memoryview():
            return bytes(value).hex()
    raise TypeError(f"A {type(value).__name__} has no canonical form.")


def canonical_json(mapping: Mapping[str, Any]) -> bytes:
    """Return the mapping as sorted JSON without spaces."""
    text = json.dumps(
        canonical(mapping),
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
        allow_nan=False,
    )
    return text.encode()


def digest(mapping: Mapping[str, Any]) -> str:
    """Return the SHA-256 of the mapping's canonical form, in hex."""
    return hashlib.sha256(canonical_json(mapping)).hexdigest()
