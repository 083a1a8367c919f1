"""By when must a firm be paid for a job? The two laws on entrusting work to smaller firms. Pure.

At the latest 60 days from the day the work was done, that day counted. A firm of one person to
which the work was handed on: within 30 days of the day on which the firm above is to be paid, where
that is sooner.
"""

from datetime import date, timedelta
from typing import Final

LATEST: Final = 60
AFTER_THE_PAYMENT_ABOVE: Final = timedelta(days=30)
# What we agree with firms: well within the law, so that a late transfer is no breach.
AGREED: Final = timedelta(days=45)


def latest(done_on: date, *, one_person: bool = False, above_due_on: date | None = None) -> date:
    """Return the last day that the law allows."""
    by_sixty = done_on + timedelta(days=LATEST - 1)
    if one_person and above_due_on is not None:
        return min(by_sixty, above_due_on + AFTER_THE_PAYMENT_ABOVE)
    return by_sixty


def due_on(done_on: date, *, one_person: bool = False, above_due_on: date | None = None) -> date:
    """Return the day that stands on the statement: as agreed, never later than the law allows."""
    allowed = latest(done_on, one_person=one_person, above_due_on=above_due_on)
    return min(done_on + AGREED, allowed)
