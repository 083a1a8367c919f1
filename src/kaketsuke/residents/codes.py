"""Codes that people type: how they are written, read again, and kept as a digest only."""

import hashlib
import hmac
import secrets
import unicodedata

from django.conf import settings

# No letter that is taken for a figure or for another letter, and no vowel that makes a word.
ALPHABET = "23456789BCDFGHJKMNPQRSTVWXYZ"
LENGTH = 12  # 28 ** 12: 57 bits
ONE_TIME_FIGURES = 6


def new() -> str:
    """Return a fresh code for a letter or a link, as it is printed: XXXX-XXXX-XXXX."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return "-".join(letters[place : place + 4] for place in range(0, LENGTH, 4))


def new_figures() -> str:
    """Return a fresh one-time code of six figures."""
    return f"{secrets.randbelow(10**ONE_TIME_FIGURES):0{ONE_TIME_FIGURES}}"


def folded(text: str) -> str:
    """Return a typed code in its one form, whatever its width, case, blanks and dashes."""
    typed = unicodedata.normalize("NFKC", text).upper()
    return "".join(letter for letter in typed if letter.isascii() and letter.isalnum())


def digest(kind: str, text: str) -> bytes:
    """Return what is kept of a code or of a source of attempts: a keyed digest of 32 bytes."""
    keyed = hmac.new(
        bytes.fromhex(settings.INDEX_KEY), f"residents.{kind}\0{text}".encode(), hashlib.sha256
    )
    return keyed.digest()


def of_letter(text: str) -> bytes:
    """Return the digest of a typed dwelling code or of an invitation's."""
    return digest("letter", folded(text))
