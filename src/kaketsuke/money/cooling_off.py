"""Until when may the payer go back on it? Eight days, the first being the day of the paper.

An estimate agreed at the door is treated as a sale on a visit: within eight days, counting the day
on which the paper was received, it can be cancelled without a reason, work already done included.
Pure.
"""

from datetime import date, timedelta
from typing import Final

DAYS: Final = 8
# The law says "at once"; after a week somebody in the office asks the firm why not.
REFUND_WITHIN: Final = timedelta(days=7)


def last_day(received_on: date) -> date:
    """Return the last day on which the agreement can be cancelled."""
    return received_on + timedelta(days=DAYS - 1)


def is_open(*, received_on: date, today: date) -> bool:
    """Return whether it can still be cancelled today."""
    return today <= last_day(received_on)


def refund_due_on(cancelled_on: date) -> date:
    """Return the day by which the money should be back."""
    return cancelled_on + REFUND_WITHIN
