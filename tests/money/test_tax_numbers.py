"""Registration numbers of qualified invoice issuers: form and check digit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaketsuke.money import tax_numbers

twelve_digits = st.text("0123456789", min_size=12, max_size=12)


def test_the_published_number_of_the_tax_agency_is_valid():
    assert tax_numbers.is_valid("T7000012050002")


@given(twelve_digits)
def test_the_right_check_digit_is_valid_and_every_other_is_not(digits):
    right = tax_numbers.check_digit(digits)
    assert 1 <= right <= 9
    assert tax_numbers.is_valid(f"T{right}{digits}")
    for other in set(range(1, 10)) - {right}:
        assert not tax_numbers.is_valid(f"T{other}{digits}")


@pytest.mark.parametrize(
    "wrong", ["", "T", "1234567890123", "T123", "t1000012090001", "T０000012090001", "T" + "0" * 13]
)
def test_another_form_is_none(wrong):
    assert not tax_numbers.is_valid(wrong)
