"""Jobs about jobs: what a killed worker had in hand is given to another one."""

from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status

# Workers tell that they live every 10 s; an offer lives 90 s, so a dead one is noticed soon.
SILENT_SECONDS = 15


@app.periodic(cron="* * * * * */10")  # seconds stand last
@app.task(
    name="jobs.retry_stalled", queue="sweep", queueing_lock="jobs.retry_stalled", pass_context=True
)
async def retry_stalled(context: JobContext, timestamp: int) -> None:  # noqa: ARG001 - the scheduler names its tick
    """Put the jobs of workers that fell silent back in line; every task bears being run twice."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=SILENT_SECONDS):
        try:
            await manager.retry_job(job)
        except UniqueViolation:
            # The same work waits in line already, and would hold up all those behind this one.
            await manager.finish_job(job, Status.FAILED, delete_job=False)
