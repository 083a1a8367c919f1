"""A file is what its parser reads, whatever it calls itself. No database."""

import contextlib
import struct
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf.generic import ArrayObject, NameObject, NullObject

from kaketsuke.claims import evidence
from kaketsuke.claims.evidence import NotEvidence
from tests.claims import files


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (files.photo("JPEG"), "image/jpeg"),
        (files.photo("PNG"), "image/png"),
        (files.photo("WEBP"), "image/webp"),
        (files.phone_photo(), "image/jpeg"),
        (files.document(), "application/pdf"),
        (
            files.document(OpenAction=ArrayObject([NullObject(), NameObject("/Fit")])),
            "application/pdf",
        ),
        (files.document_with_a_note("/Link", "/URI"), "application/pdf"),
    ],
)
def test_photos_and_documents_are_read_by_their_own_parser(content, media_type) -> None:
    assert evidence.media_type_of(content) == media_type
    assert media_type in evidence.ENDINGS


def _huge_png() -> bytes:
    def chunk(name: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        )

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "unknown"),
        (b"<script>alert(1)</script>", "unknown"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "unknown"),
        (files.photo("GIF"), "unknown"),
        (b"MZ" + bytes(200), "unknown"),
        (files.photo("JPEG")[:200], "damaged"),
        (files.photo("PNG")[:60], "damaged"),
        (b"%PDF-1.7 and nothing else", "damaged"),
        (files.document()[:-40], "damaged"),
        (files.locked_document(), "damaged"),
        (files.document(javascript=True), "acts"),
        (files.document_that_opens(), "acts"),
        (files.document_with_a_note("/Link", "/JavaScript"), "acts"),
        (files.document_with_a_note("/Link", "/Launch"), "acts"),
        (files.document_with_a_note("/RichMedia"), "acts"),
        (files.document_with_a_note("/FileAttachment"), "acts"),
        (files.document(evidence.MOST_PAGES + 1), "large"),
        (_huge_png(), "large"),
        (bytes(evidence.MOST_BYTES + 1), "large"),
    ],
)
def test_everything_else_is_refused_with_its_reason(content: bytes, code: str) -> None:
    with pytest.raises(NotEvidence) as refusal:
        evidence.media_type_of(content)
    assert refusal.value.code == code


def test_a_photo_with_a_script_behind_it_stays_a_photo_and_is_handed_out_as_one() -> None:
    assert evidence.media_type_of(files.photo() + b"<?php evil(); ?>") == "image/jpeg"


@settings(max_examples=150)
@given(
    whole=st.sampled_from(
        [files.photo("JPEG"), files.photo("PNG"), files.photo("WEBP"), files.document()]
    ),
    places=st.lists(st.tuples(st.floats(0, 0.999), st.binary(min_size=1, max_size=6)), max_size=5),
    kept=st.floats(0.05, 1),
)
def test_a_file_that_was_tampered_with_is_read_or_refused_and_nothing_else(
    whole: bytes, places: list[tuple[float, bytes]], kept: float
) -> None:
    content = bytearray(whole)
    for place, put in places:
        at = int(place * len(content))
        content[at : at + len(put)] = put
    with contextlib.suppress(NotEvidence):
        found = evidence.media_type_of(bytes(content[: int(kept * len(content))]))
        assert found in evidence.ENDINGS
