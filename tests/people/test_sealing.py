import hmac

import pytest

from kaketsuke.people import sealing


@pytest.mark.parametrize("text", ["佐藤", "", "090-0000-0001", "x" * 10_000])
def test_what_is_sealed_opens_again(text):
    key = sealing.new_key()
    assert sealing.open_sealed(key, sealing.seal(key, text, context="here"), context="here") == text


def test_a_sealed_text_does_not_open_in_another_place():
    key = sealing.new_key()
    sealed = sealing.seal(key, "佐藤", context="people.person.family:1")
    with pytest.raises(sealing.CannotOpen):
        sealing.open_sealed(key, sealed, context="people.person.family:2")


def test_a_changed_byte_is_noticed_wherever_it_stands():
    key = sealing.new_key()
    sealed = sealing.seal(key, "佐藤", context="here")
    for place in range(len(sealed)):
        broken = bytearray(sealed)
        broken[place] ^= 1
        with pytest.raises(sealing.CannotOpen):
            sealing.open_sealed(key, bytes(broken), context="here")


def test_the_same_text_sealed_twice_looks_different():
    key = sealing.new_key()
    assert sealing.seal(key, "佐藤", context="here") != sealing.seal(key, "佐藤", context="here")


def test_the_blind_index_is_the_hmac_of_kind_and_value(settings):
    told = hmac.digest(bytes.fromhex(settings.INDEX_KEY), "phone\0佐藤".encode(), "sha256")
    assert sealing.blind_index("phone", "佐藤") == told[:16]


def test_the_blind_index_tells_kinds_apart_and_hangs_on_its_key(settings):
    of_phone = sealing.blind_index("phone", "+819000000001")
    assert len(of_phone) == 16
    assert of_phone != sealing.blind_index("email", "+819000000001")
    settings.INDEX_KEY = "33" * 32
    assert of_phone != sealing.blind_index("phone", "+819000000001")
