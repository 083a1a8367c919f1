from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest

from kaketsuke.rules import figures

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("first_day", "before", "from_then_on"),
    [
        (date(1997, 4, 1), 3, 5),
        (date(2014, 4, 1), 5, 8),
        (date(2019, 10, 1), 8, 10),
    ],
)
def test_the_tax_changes_on_the_day_itself(first_day, before, from_then_on):
    days = (first_day - DAY, first_day, first_day + DAY)
    assert [figures.tax_percent(day) for day in days] == [before, from_then_on, from_then_on]


def test_there_is_no_tax_before_its_first_day():
    assert figures.tax_percent(date(1989, 4, 1)) == 3
    with pytest.raises(figures.FigureUnknown, match="1989-03-31"):
        figures.tax_percent(date(1989, 3, 31))


@pytest.mark.clause("4.2")
@pytest.mark.parametrize(
    ("on", "cap_yen"),
    [
        (date(1989, 4, 1), 618),
        (date(2014, 3, 31), 630),
        (date(2019, 9, 30), 648),
        (date(2019, 10, 1), 660),
    ],
)
def test_the_cap_is_six_hundred_yen_and_the_tax_of_the_day(on, cap_yen):
    assert figures.slight_negligence_cap_yen(on) == cap_yen


def test_the_figures_of_the_terms_hold_before_the_first_version_too():
    assert figures.free_minutes(date(1980, 1, 1)) == figures.free_minutes(date(2026, 1, 1)) == 60


def test_the_rate_is_exact_and_the_tax_is_rounded_down():
    day = date(2026, 1, 1)
    assert figures.tax_rate(day) == Decimal("0.1")
    assert [figures.tax_yen(amount, on=day) for amount in (9, 10, 11, 19, 20)] == [0, 1, 1, 1, 2]


def test_no_two_values_of_a_figure_hold_on_one_day():
    for rows in figures.TABLE.values():
        for earlier, later in pairwise(rows):
            assert earlier.valid_until == later.valid_from
        assert rows[-1].valid_until is None
