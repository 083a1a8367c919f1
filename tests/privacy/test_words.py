import pytest
from django.utils import translation

from kaketsuke.database.personal_data import Keep
from kaketsuke.privacy import words


@pytest.mark.parametrize("period", Keep)
def test_how_long_data_are_kept_is_told_in_the_readers_language(period: Keep):
    assert not words.kept(period).isascii()
    with translation.override("en"):
        assert words.kept(period).isascii()
    assert words.kept_days(period) > 0
