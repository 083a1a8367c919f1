"""Until when a complaint is answered and a claim is looked at; the days are dated figures."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from kaketsuke.rules import figures

TOKYO = ZoneInfo("Asia/Tokyo")


def day_in_japan(at: datetime) -> date:
    """Return the day on which a moment falls in Japan."""
    return at.astimezone(TOKYO).date()


def after_days(figure: str, *, now: datetime) -> datetime:
    """Return the moment that lies so many days, by the figure of today, after now."""
    return now + timedelta(days=days(figure, now=now))


def days(figure: str, *, now: datetime) -> int:
    """Return the figure of today, in days."""
    return figures.figure(figure, on=day_in_japan(now)).value
