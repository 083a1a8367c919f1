from datetime import UTC, date, datetime, timedelta, timezone
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaketsuke.audit import digests

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=10),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(st.dictionaries(st.text(max_size=5), JSON, max_size=4))
def test_the_digest_does_not_depend_on_the_order_of_keys(mapping):
    assert digests.digest(mapping) == digests.digest(dict(reversed(mapping.items())))


@given(JSON)
def test_the_canonical_form_is_its_own_canonical_form(value):
    once = digests.canonical(value)
    assert digests.canonical(once) == once


def test_a_moment_is_the_same_moment_in_every_zone():
    tokyo = timezone(timedelta(hours=9))
    here = datetime(2026, 11, 22, 22, 14, tzinfo=tokyo)
    assert digests.digest({"at": here}) == digests.digest({"at": here.astimezone(UTC)})


def test_values_of_columns_have_one_form():
    assert digests.canonical(
        {"id": UUID(int=1), "on": date(2026, 11, 22), "blob": memoryview(b"\x01"), "whole": 5.0}
    ) == {"id": str(UUID(int=1)), "on": "2026-11-22", "blob": "01", "whole": 5}


@pytest.mark.parametrize("value", [object(), {1, 2}])
def test_what_has_no_one_form_is_refused(value):
    with pytest.raises(TypeError):
        digests.digest({"value": value})
