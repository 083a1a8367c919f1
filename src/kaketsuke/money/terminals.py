"""What a payment terminal prints may be kept; a card's own number may not."""

import re
import unicodedata

from kaketsuke.money import refusals

_FORM = re.compile(r"[A-Z0-9-]{1,20}")
_CARD_NUMBER = re.compile(r"[0-9]{13,19}")


def reference(written: str) -> str:
    """Return the reference as it is kept. Raises CannotSettle."""
    folded = unicodedata.normalize("NFKC", written).replace(" ", "").upper()
    if not folded:
        raise refusals.CannotSettle(refusals.REFERENCE_FIRST)
    if not _FORM.fullmatch(folded):
        raise refusals.CannotSettle(refusals.REFERENCE_FORM)
    if any(_is_card_number(run) for run in _CARD_NUMBER.findall(folded.replace("-", ""))):
        raise refusals.CannotSettle(refusals.NO_CARD_NUMBERS)
    return folded


def _is_card_number(digits: str) -> bool:
    """Return whether the check digit of card numbers is right (Luhn)."""
    doubled = [
        int(digit) if place % 2 == 0 else sum(divmod(2 * int(digit), 10))
        for place, digit in enumerate(reversed(digits))
    ]
    return sum(doubled) % 10 == 0
