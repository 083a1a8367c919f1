"""How often what nobody asks for comes round."""

from datetime import UTC, datetime

from procrastinate.contrib.django import app

SECONDS = {"jobs.retry_stalled": 10, "dispatch.sweep": 5, "cases.sweep": 30}


def test_what_mends_lost_steps_comes_evenly_in_every_minute():
    periods = {each.task.name: each for each in app.periodic_registry.periodic_tasks.values()}
    for name, seconds in SECONDS.items():
        for minute in range(60):
            begins = datetime(2026, 11, 27, 4, minute, tzinfo=UTC).timestamp()
            follows = periods[name].croniter.get_next(float, start_time=begins)
            assert follows == begins + seconds, name
