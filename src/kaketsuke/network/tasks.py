"""What becomes of positions by time alone."""

from datetime import timedelta
from typing import Final

from procrastinate.contrib.django import app

from kaketsuke import clock
from kaketsuke.accounts import context
from kaketsuke.network import services

POSITIONS_KEPT: Final = timedelta(days=30)


@app.periodic(cron="17 4 * * *")
@app.task(name="network.forget_positions", queueing_lock="network.forget_positions")
def forget_positions(timestamp: int) -> None:
    """Forget where technicians were a month ago."""
    del timestamp
    with context.as_system():
        services.forget_positions(before=clock.now() - POSITIONS_KEPT)
