"""Background work of dispatch. Every task takes ids, re-reads the state, and may run twice."""

from datetime import timedelta
from pathlib import Path
from uuid import UUID

import procrastinate
from django.conf import settings
from procrastinate.contrib.django import app

from kaketsuke import clock
from kaketsuke.accounts import context
from kaketsuke.dispatch import notices, queries, services, trips

AGAIN = procrastinate.RetryStrategy(max_attempts=20, wait=1, linear_wait=2)
# A timer's own job comes first; the sweep mends what a lost job left behind.
LEFT_BEHIND = timedelta(seconds=5)


@app.task(name="dispatch.start_offers", retry=AGAIN)
def start_offers(case_id: str) -> None:
    """Ask the next technicians of a case."""
    with context.as_system():
        services.start_offers(UUID(case_id), now=clock.now())


@app.task(name="dispatch.expire_wave", retry=AGAIN)
def expire_wave(case_id: str, wave: int) -> None:
    """End a wave whose time is over."""
    with context.as_system():
        services.expire_wave(UUID(case_id), wave=wave, now=clock.now())


@app.task(name="dispatch.leave_offer", retry=AGAIN)
def leave_offer(offer_id: str) -> None:
    """Take back an offer whose technician is bound elsewhere."""
    with context.as_system():
        services.leave_offer(UUID(offer_id), now=clock.now())


@app.task(name="dispatch.widen", retry=AGAIN)
def widen(case_id: str, widened: int) -> None:
    """Look further for a case that nobody took."""
    with context.as_system():
        services.widen(UUID(case_id), widened=widened, now=clock.now())


@app.task(name="dispatch.withdraw_offers", retry=AGAIN)
def withdraw_offers(case_id: str) -> None:
    """Take back the offers of a case that is taken, halted or ended."""
    with context.as_system():
        services.withdraw_offers(UUID(case_id), now=clock.now())


@app.task(name="dispatch.tell_residents", retry=AGAIN)
def tell_residents(case_id: str) -> None:
    """Tell the residents who comes and when."""
    with context.as_system():
        notices.technician_on_the_way(UUID(case_id), now=clock.now())


@app.periodic(cron="* * * * * */5")  # seconds stand last
@app.task(name="dispatch.sweep", pass_context=False, queueing_lock="dispatch.sweep")
def sweep(timestamp: int) -> None:
    """Mend what lost jobs left: waves past their time, cases for which nobody is asked."""
    del timestamp
    now = clock.now()
    with context.as_system():
        overdue = queries.overdue_waves(before=now - LEFT_BEHIND)
        waiting = queries.cases_without_offer(since_before=now - LEFT_BEHIND)
    for case_id, wave in overdue:
        with context.as_system():
            services.expire_wave(case_id, wave=wave, now=now)
    for case_id in waiting:
        with context.as_system():
            services.start_offers(case_id, now=now)


@app.periodic(cron="53 3 * * 1")
@app.task(name="dispatch.learn_from_trips", queueing_lock="dispatch.learn_from_trips")
def learn_from_trips(timestamp: int) -> None:
    """Let the trips of a month correct travel times, where the settings name a file for that."""
    del timestamp
    if settings.LESSONS:
        with context.as_system():
            trips.learn(Path(settings.LESSONS))
