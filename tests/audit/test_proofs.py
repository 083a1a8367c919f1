"""A proof leads from one chain to the signed root, and from nothing else."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as some

from kaketsuke.audit import proofs

SEED, OTHER = "33" * 32, "44" * 32


def leaves(count: int) -> list[bytes]:
    return [hashlib.sha256(str(each).encode()).digest() for each in range(count)]


def by_the_book(hashes: list[bytes]) -> bytes:
    """The tree as RFC 6962 writes it down."""
    if not hashes:
        return hashlib.sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    split = 1 << (len(hashes) - 1).bit_length() - 1
    left, right = by_the_book(hashes[:split]), by_the_book(hashes[split:])
    return hashlib.sha256(b"\x01" + left + right).digest()


@given(count=some.integers(0, 70), data=some.data())
def test_the_tree_is_the_one_of_the_book_and_every_leaf_can_be_proven(count, data):
    hashes = leaves(count)
    followed = data.draw(some.sets(some.integers(0, max(count - 1, 0))))
    tree = proofs.Tree()
    for place, each in enumerate(hashes):
        tree.add(each, follow=place in followed)
    root, ways = tree.finished()
    assert root == by_the_book(hashes)
    assert set(ways) == {place for place in followed if place < count}
    for place, way in ways.items():
        assert proofs.leads_to(root, hashes[place], way)
        assert not proofs.leads_to(root, hashes[place - 1], way) or count == 1


def test_a_long_tree_is_grown_in_the_memory_of_its_height():
    tree = proofs.Tree()
    for each in leaves(5000):
        tree.add(each)
        assert len(tree._peaks) <= 13


def test_a_signature_fits_one_text_and_one_key():
    content = {"root": "ab", "made_at": "2026-11-22"}
    signature = proofs.sign(SEED, content)
    key = proofs.public_key(SEED)
    assert proofs.is_signed(content, signature=signature, key=key)
    assert not proofs.is_signed({**content, "root": "ac"}, signature=signature, key=key)
    assert not proofs.is_signed(content, signature=signature, key=proofs.public_key(OTHER))
    assert not proofs.is_signed(content, signature="xyz", key=key)


NO_CHAIN = '{"checkpoint": {}, "signature": "", "key": "", "chains": []}'


@pytest.mark.parametrize("text", ["", "[]", "{}", "nonsense", '{"checkpoint": {}}', NO_CHAIN])
def test_what_is_no_export_is_said_to_be_none(text):
    with pytest.raises(proofs.NotAnExport):
        proofs.read_export(text)
