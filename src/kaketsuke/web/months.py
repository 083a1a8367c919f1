"""Which month does a page show? The one that was asked for, or this one."""

from datetime import date


def month_of(written: str, today: date) -> date:
    """Return the first day of a month written as 2026-11; anything else is this month."""
    try:
        return date.fromisoformat(f"{written}-01")
    except ValueError:
        return today.replace(day=1)
