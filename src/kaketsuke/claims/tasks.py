"""What happens to complaints by time alone. Every run reads the state again."""

from procrastinate.contrib.django import app

from kaketsuke import clock
from kaketsuke.accounts import context
from kaketsuke.claims import services


@app.periodic(cron="17 * * * *")
@app.task(name="claims.sweep", queueing_lock="claims.sweep")
def sweep(timestamp: int) -> None:
    """Close what was answered long ago and nobody came back to."""
    del timestamp
    with context.as_system():
        services.close_where_nobody_came_back(now=clock.now())
