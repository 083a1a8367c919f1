"""Is this a registration number of a qualified invoice issuer (T and 13 digits)? Pure."""

from __future__ import annotations

import re

_FORM = re.compile(r"T([1-9])([0-9]{12})", re.ASCII)


def check_digit(twelve: str) -> int:
    """Return the first digit that the other twelve call for (modulus 9, weights 1 and 2)."""
    weighted = sum(
        int(digit) * (1 if place % 2 == 0 else 2) for place, digit in enumerate(reversed(twelve))
    )
    return 9 - weighted % 9


def is_valid(number: str) -> bool:
    """Return whether form and check digit are right."""
    read = _FORM.fullmatch(number)
    return read is not None and int(read[1]) == check_digit(read[2])
