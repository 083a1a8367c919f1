"""What follows from a state: names of tasks, deferred in the transaction that entered it.

The rooms above own these tasks; they take an id, read the state again, and do nothing twice.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

from procrastinate.contrib.django import app

from kaketsuke import clock
from kaketsuke.cases.lifecycle import State

FOLLOW_UPS: Final[Mapping[State, tuple[str, ...]]] = {
    State.OFFERING: ("dispatch.start_offers",),
    State.UNFILLED: ("cases.ring_a_human", "cases.tell_residents"),
    State.TURNED_AWAY: ("cases.ring_a_human",),
    State.OPENED: ("cases.tell_residents",),
    State.SETTLED: ("cases.close_when_done", "money.send_receipt"),
    State.HALTED: (
        "onsite.stop_clock",
        "dispatch.withdraw_offers",
        "cases.ring_a_human",
        "cases.tell_residents",
    ),
    State.CLOSED: ("dispatch.withdraw_offers", "cases.tell_residents", "money.note_payables"),
    State.CANCELLED: ("dispatch.withdraw_offers", "cases.tell_residents"),
}


def defer(task: str, *, case_id: UUID, at: datetime | None = None) -> None:
    """Defer a task by name, now or at a moment of the product's clock."""
    when = clock.wall_time(at) if at is not None else None
    job = app.configure_task(task, allow_unknown=True, schedule_at=when)
    job.defer(case_id=str(case_id))


def defer_for(state: State, *, case_id: UUID, held: frozenset[str] = frozenset()) -> None:
    """Defer what follows from entering a state, but for what is held back."""
    for task in FOLLOW_UPS.get(state, ()):
        if task not in held:
            defer(task, case_id=case_id)
