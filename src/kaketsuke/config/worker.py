"""The job worker: takes due jobs, soon enough for an offer that lives 90 seconds."""

import os
import sys

import django

from kaketsuke.runtime import children

# Scheduled jobs are found by polling, so this is how late an offer's end may be noticed.
POLL_EVERY_SECONDS = 0.25
AT_ONCE = 8
FINISH_WITHIN_SECONDS = 8.0


def main() -> int:
    """Work until TERM; jobs in hand are finished first."""
    children.die_with_parent()
    children.outlive_parent_at_most(FINISH_WITHIN_SECONDS)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kaketsuke.config.settings")
    django.setup()
    from procrastinate.contrib.django import app  # noqa: PLC0415 - exists only after setup
    from procrastinate.contrib.django.django_connector import DjangoConnector  # noqa: PLC0415

    connector = app.connector
    if not isinstance(connector, DjangoConnector):
        raise TypeError("The worker needs the Django connector of the job queue.")
    with app.replace_connector(connector.get_worker_connector()):
        app.run_worker(
            concurrency=AT_ONCE,
            fetch_job_polling_interval=POLL_EVERY_SECONDS,
            shutdown_graceful_timeout=FINISH_WITHIN_SECONDS,
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
