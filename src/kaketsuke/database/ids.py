"""UUIDv7 made in Python: ids exist before the insert, so that data can be sealed to its row."""

import os
import time
import uuid
from collections.abc import Iterator

_RANDOM_BYTES = 10


def new_id() -> uuid.UUID:
    """Return a UUID version 7: 48 bits of Unix milliseconds, then 74 random bits (RFC 9562)."""
    return next(new_ids(1))


def new_ids(count: int) -> Iterator[uuid.UUID]:
    """Yield so many of them, of one millisecond."""
    milliseconds = time.time_ns() // 1_000_000
    begins = (milliseconds & (1 << 48) - 1) << 80 | 0x7 << 76 | 0b10 << 62
    noise = os.urandom(_RANDOM_BYTES * count)
    for place in range(0, len(noise), _RANDOM_BYTES):
        bits = int.from_bytes(noise[place : place + _RANDOM_BYTES], "big")
        yield uuid.UUID(int=begins | (bits >> 68 & 0xFFF) << 64 | bits & (1 << 62) - 1)
