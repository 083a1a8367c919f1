from itertools import product

import pytest

from kaketsuke.rules.truth import (
    NO,
    UNKNOWN,
    YES,
    Truth,
    equal,
    holds,
    known,
    known_not,
    one_of,
)

RANK = {NO: 0, UNKNOWN: 1, YES: 2}


@pytest.mark.parametrize(("left", "right"), list(product(Truth, repeat=2)))
def test_and_is_the_weaker_and_or_the_stronger_of_both(left, right):
    assert RANK[left & right] == min(RANK[left], RANK[right])
    assert RANK[left | right] == max(RANK[left], RANK[right])
    assert ~(left & right) is (~left | ~right)


def test_not_keeps_the_unknown_unknown():
    assert (~YES, ~NO, ~UNKNOWN) == (NO, YES, UNKNOWN)


def test_a_truth_refuses_to_be_taken_for_a_bool():
    with pytest.raises(TypeError, match="three values"):
        bool(UNKNOWN)


def test_unknown_facts_are_never_told_apart():
    assert {known(None), known_not(None), equal(None, "a"), one_of(None, ("a",))} == {UNKNOWN}
    assert holds(None, "a") is UNKNOWN
    assert (known(True), known_not(True), equal("a", "a"), one_of("a", ("b",))) == (
        YES,
        NO,
        YES,
        NO,
    )
