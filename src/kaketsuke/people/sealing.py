"""Sealing of personal data: pure cryptography, no database.

A sealed text is one version byte, a nonce of 12 bytes, and the AES-256-GCM output. Its context
(what and whose it is) is authenticated with it, so that sealed texts cannot change rows.
"""

import contextlib
import functools
import hashlib
import os
from collections.abc import Callable
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

VERSION = 1
NONCE_BYTES = 12
KEY_BYTES = 32
INDEX_BYTES = 16
_BLOCK = hashlib.sha256().block_size
_FORM = bytes([VERSION])


class CannotOpen(Exception):
    """The key does not fit, or the sealed text was changed or moved. Names the place only."""


def new_key() -> bytes:
    """Return a fresh data key."""
    return os.urandom(KEY_BYTES)


def seal(key: bytes, text: str, *, context: str) -> bytes:
    """Return the text sealed to its context."""
    return _seal(key, text.encode(), context=context)


def open_sealed(key: bytes, blob: bytes | memoryview, *, context: str) -> str:
    """Return the text. Raises CannotOpen."""
    return _open(key, blob, context=context).decode()


def seal_bytes(key: bytes, content: bytes, *, context: str) -> bytes:
    """Return a document or picture sealed to its context."""
    return _seal(key, content, context=context)


def open_bytes(key: bytes, blob: bytes | memoryview, *, context: str) -> bytes:
    """Return the document or picture. Raises CannotOpen."""
    return _open(key, blob, context=context)


def wrap(data_key: bytes, *, subject_kind: str, subject_id: UUID) -> bytes:
    """Return a subject's data key, wrapped by the master key."""
    cipher = _cipher(settings.MASTER_KEY)
    return _sealed_by(cipher, data_key, context=f"key:{subject_kind}:{subject_id}")


def unwrap(wrapped: bytes | memoryview, *, subject_kind: str, subject_id: UUID) -> bytes:
    """Return a subject's data key. Raises CannotOpen when the master key is another one."""
    context = f"key:{subject_kind}:{subject_id}"
    try:
        return _open(_setting("MASTER_KEY"), wrapped, context=context)
    except CannotOpen:
        # While an epoch changes, the master key of the one before still opens what it wrapped.
        for earlier in settings.MASTER_KEYS_BEFORE:
            with contextlib.suppress(CannotOpen):
                return _open(bytes.fromhex(earlier), wrapped, context=context)
        raise


def blind_index(kind: str, value: str) -> bytes:
    """Return what a normalised phone number or e-mail address is found by."""
    return indexer(kind)(value)


def indexer(kind: str) -> Callable[[str], bytes]:
    """Return `blind_index` of one kind, for many values: the key is looked up once."""
    key = _setting("INDEX_KEY").ljust(_BLOCK, b"\0")
    # HMAC written out (RFC 2104), each half begun once: a roster asks some hundred thousand times.
    begun = hashlib.sha256(bytes(each ^ 0x36 for each in key) + f"{kind}\0".encode())
    closing = hashlib.sha256(bytes(each ^ 0x5C for each in key))

    def index(value: str) -> bytes:
        inner, outer = begun.copy(), closing.copy()
        inner.update(value.encode())
        outer.update(inner.digest())
        return outer.digest()[:INDEX_BYTES]

    return index


def _seal(key: bytes, content: bytes, *, context: str) -> bytes:
    return _sealed_by(AESGCM(key), content, context=context)


def _sealed_by(cipher: AESGCM, content: bytes, *, context: str) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    return _FORM + nonce + cipher.encrypt(nonce, content, context.encode())


def _open(key: bytes, blob: bytes | memoryview, *, context: str) -> bytes:
    sealed = bytes(blob)
    if not sealed or sealed[0] != VERSION:
        raise CannotOpen(f"{context} is sealed in a form that this version does not know.")
    nonce, rest = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
    try:
        return AESGCM(key).decrypt(nonce, rest, context.encode())
    except InvalidTag as error:
        raise CannotOpen(f"{context} does not open with this key.") from error


def _setting(name: str) -> bytes:
    return bytes.fromhex(getattr(settings, name))


# A roster wraps a hundred thousand keys by the one master key; an epoch may change it.
@functools.lru_cache(maxsize=1)
def _cipher(master_key: str) -> AESGCM:
    return AESGCM(bytes.fromhex(master_key))
