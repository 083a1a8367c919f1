"""What the privacy desk does by itself: clocks, alerts, the nightly sum of the record."""

from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from kaketsuke import clock
from kaketsuke.accounts import context
from kaketsuke.audit import buckets, checkpoints
from kaketsuke.privacy import outside, services
from kaketsuke.privacy.refusals import CannotRunRetention

KEEP = "audit.keep_outside"
STEP = "privacy.retention_step"


@app.periodic(cron="41 2 * * *")
@app.task(name="privacy.retention", queueing_lock="privacy.retention")
def retention(timestamp: int) -> None:
    """Begin the nightly run; one that is still under way goes on instead."""
    del timestamp
    try:
        run = services.begin_retention(dry_run=False, asked_by=None, now=clock.now())
    except CannotRunRetention:
        return
    retention_step.defer(run_id=str(run.pk))


@app.task(name=STEP, pass_context=False)
def retention_step(run_id: str) -> None:
    """Take one batch and leave the rest to the next job, so that nothing waits behind it."""
    if services.retention_step(UUID(run_id), now=clock.now()):
        retention_step.defer(run_id=run_id)


@app.periodic(cron="*/15 * * * *")
@app.task(name="privacy.raise_alerts", queueing_lock="privacy.raise_alerts")
def raise_alerts(timestamp: int) -> None:
    """Look for look-ups out of the ordinary."""
    del timestamp
    services.raise_alerts(now=clock.now())


@app.periodic(cron="12 23 * * *")  # 8:12 in Japan
@app.task(name="privacy.tell_alarms", queueing_lock="privacy.tell_alarms")
def tell_alarms(timestamp: int) -> None:
    """Tell each desk of deadlines that came near or passed; what was told is not told again."""
    del timestamp
    services.tell_alarms(now=clock.now())


@app.periodic(cron="23 3 * * *")
@app.task(name="audit.checkpoint", queueing_lock="audit.checkpoint")
def checkpoint(timestamp: int) -> None:
    """Sum and sign the record, outside the database."""
    del timestamp
    with context.as_system():
        outside.make_whole()
        outside.copy_for(checkpoints.make(now=clock.now(), above=buckets.newest_number()))


# A bucket that was away is asked again after 4, 6, 10 … s, and by the clock every hour.
@app.periodic(cron="33 * * * *")
@app.task(
    name=KEEP,
    queueing_lock=KEEP,
    retry=RetryStrategy(max_attempts=7, wait=2, exponential_wait=2),
)
def keep_outside(timestamp: int) -> None:
    """Put checkpoints into the bucket that it does not have yet."""
    del timestamp
    bucket = buckets.configured()
    if bucket is not None:
        with context.as_system():
            buckets.catch_up(bucket, clock=clock.now)
