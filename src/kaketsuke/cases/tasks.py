"""Background work of cases. Every task takes an id, reads the state again, and may run twice."""

from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from kaketsuke import clock
from kaketsuke.accounts import context
from kaketsuke.accounts.viewers import SYSTEM
from kaketsuke.cases import services
from kaketsuke.cases.lifecycle import NEEDS_A_HUMAN
from kaketsuke.cases.models import Case

AGAIN = RetryStrategy(max_attempts=20, wait=1, linear_wait=2)


@app.task(name="cases.ring_a_human", retry=AGAIN)
def ring_a_human(case_id: str) -> None:
    """Ring for a case that waits for a person; harmless once somebody moved it."""
    with context.as_system():
        state = Case.objects.values_list("state", flat=True).get(pk=case_id)
        if state in NEEDS_A_HUMAN:
            services.ring_a_human(UUID(case_id), why=state, now=clock.now())


@app.task(name="cases.tell_residents", retry=AGAIN)
def tell_residents(case_id: str) -> None:
    """Tell whoever was told of the case how it stands now; a state that has passed is not told."""
    with context.as_system():
        services.tell_of_state(UUID(case_id), now=clock.now())


@app.task(name="cases.look_after_flag", retry=AGAIN)
def look_after_flag(flag_id: str) -> None:
    """Ring a supervisor where a flag was set while a case runs; once a case."""
    with context.as_system():
        services.look_after_flag(UUID(flag_id), now=clock.now())


@app.task(name="cases.end_waiting", retry=AGAIN)
def end_waiting(case_id: str) -> None:
    """End the wait for another attendant."""
    with context.as_system():
        services.end_waiting(UUID(case_id), now=clock.now())


@app.task(name="cases.close_when_done", retry=AGAIN)
def close_when_done(case_id: str) -> None:
    """Close a settled case."""
    with context.as_system():
        services.close_when_done(UUID(case_id), now=clock.now())


@app.task(name="cases.owner_notice_delivered", retry=AGAIN)
def owner_notice_delivered(case_id: str) -> None:
    """Offer an owner's case now that a registrant was told (2.1)."""
    with context.as_system():
        services.settle_owner_notice(UUID(case_id), how="delivered", actor=SYSTEM, now=clock.now())


@app.task(name="cases.watch_owner_notice", retry=AGAIN)
def watch_owner_notice(case_id: str) -> None:
    """Ring an operator, who tries a call, when the registrants' notice was not delivered."""
    with context.as_system():
        case = Case.objects.get(pk=case_id)
        if case.ended_at is None and not services.owner_notice_settled(case):
            services.ring_a_human(case.id, why="owner_notice", now=clock.now())


@app.periodic(cron="* * * * * */30")  # seconds stand last
@app.task(name="cases.sweep", queueing_lock="cases.sweep")
def sweep(timestamp: int) -> None:
    """Find cases that lie still, whatever became of their jobs, and ring a human."""
    del timestamp
    with context.as_system():
        services.sweep(now=clock.now())
