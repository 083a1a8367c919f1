"""Until when a complaint is answered and a claim is decided, paid, or lost to time; dated data."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.utils import timezone

from kaketsuke.rules import figures


class Limits(NamedTuple):
    """The days on which the general limitation ends a claim; the earlier one counts."""

    from_knowledge: date
    from_event: date


def after_days(figure: str, *, now: datetime) -> datetime:
    """Return the moment that lies so many days, by the figure of today, after now."""
    return now + timedelta(days=days(figure, now=now))


def days(figure: str, *, now: datetime) -> int:
    """Return the figure of today, in days."""
    return figures.figure(figure, on=timezone.localdate(now)).value


def limits(*, occurred_on: date, known_on: date, injury: bool) -> Limits:
    """Return both limitation days by the law in force on the days they run from."""
    name = "limitation_years_from_injury" if injury else "limitation_years_from_event"
    return Limits(
        _years_after(
            known_on, figures.figure("limitation_years_from_knowledge", on=known_on).value
        ),
        _years_after(occurred_on, figures.figure(name, on=occurred_on).value),
    )


def _years_after(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        # A leap day: the day before is the safe one.
        return day.replace(year=day.year + years, day=28)
