"""Background work of money. Tasks take ids, re-read the state, and may run twice."""

from uuid import UUID

import procrastinate
from procrastinate.contrib.django import app

from kaketsuke import clock
from kaketsuke.accounts import context
from kaketsuke.money import services

AGAIN = procrastinate.RetryStrategy(max_attempts=20, wait=1, linear_wait=2)


@app.task(name="money.settle_free", retry=AGAIN)
def settle_free(case_id: str) -> None:
    """Settle a bill of nothing that nobody settled at the door."""
    with context.as_system():
        services.settle_free(UUID(case_id), now=clock.now())


@app.task(name="money.send_receipt", retry=AGAIN)
def send_receipt(case_id: str) -> None:
    """Send the payer the link to the papers; sent once, however often this runs."""
    with context.as_system():
        services.send_receipt(UUID(case_id), now=clock.now())


@app.task(name="money.send_estimate", retry=AGAIN)
def send_estimate(estimate_id: str) -> None:
    """Send an owner who asked the link to the estimate."""
    with context.as_system():
        services.send_estimate(UUID(estimate_id), now=clock.now())


@app.task(name="money.tell_of_approval", retry=AGAIN)
def tell_of_approval(approval_id: str) -> None:
    """Tell the payer at once of an approval that somebody else may have given."""
    with context.as_system():
        services.tell_of_approval(UUID(approval_id), now=clock.now())


@app.task(name="money.tell_of_breaking", retry=AGAIN)
def tell_of_breaking(agreement_id: str) -> None:
    """Tell the payer at once that somebody agreed to break the lock."""
    with context.as_system():
        services.tell_of_breaking(UUID(agreement_id), now=clock.now())


@app.task(name="money.send_cancellation", retry=AGAIN)
def send_cancellation(case_id: str) -> None:
    """Confirm a cancellation to the payer; sent once, however often this runs."""
    with context.as_system():
        services.send_cancellation(UUID(case_id), now=clock.now())


@app.task(name="money.send_return", retry=AGAIN)
def send_return(case_id: str) -> None:
    """Tell the payer that the money is back; sent once, however often this runs."""
    with context.as_system():
        services.send_return(UUID(case_id), now=clock.now())


@app.task(name="money.note_payables", retry=AGAIN)
def note_payables(case_id: str) -> None:
    """Note what the firms are owed for a finished job; noted once, however often this runs."""
    with context.as_system():
        services.note_payables(UUID(case_id))
