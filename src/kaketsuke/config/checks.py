"""Refuses to serve with secrets that are missing, malformed, or not those that sealed the data."""

import os
import sys
from datetime import datetime, timedelta
from pathlib import Path

import django
from django.conf import settings
from django.db import connection

from kaketsuke import clock
from kaketsuke.engine.travel import lessons, providers
from kaketsuke.runtime.keys import NAMES, is_key

KEYS = ("MASTER_KEY", "INDEX_KEY", "AUDIT_KEY", "CHECKPOINT_KEY")
CLOCKS_DIFFER = timedelta(minutes=10)
NOTHING_OPENS = "no name, telephone number or note can be read with it"
NOBODY_IS_FOUND = "nobody would be found by their number any more"
CHAINS_BREAK = "the record would be called forged from here on"


class CannotServe(Exception):
    """Starting would lose or lock data; the sentence says what to put right."""


def before_serving() -> None:
    """Check every secret, against the data where there is some. Raises CannotServe."""
    demand_secrets()
    demand_travel_times()
    demand_bucket()
    demand_fitting_keys()


def demand_secrets() -> None:
    """Raise CannotServe when a secret is not set, or is no key."""
    missing = [name for name in NAMES if not os.environ.get(name)]
    if missing:
        raise CannotServe(f"{', '.join(missing)} is not set. Put it back from your backup of keys.")
    given = [(name, getattr(settings, name)) for name in KEYS]
    given += [("MASTER_KEYS_BEFORE", key) for key in settings.MASTER_KEYS_BEFORE]
    for name, key in given:
        if not is_key(key):
            raise CannotServe(f"KAKETSUKE_{name} must be 64 hexadecimal digits (32 bytes).")


def demand_travel_times() -> None:
    """Raise CannotServe when the roads or the route server that are named cannot be any."""
    if settings.ROADS and not Path(settings.ROADS).is_file():
        raise CannotServe(
            f"KAKETSUKE_ROADS names {settings.ROADS}, where there is no file. Make it with "
            "`kaketsuke roads build`, or unset the variable to go by distance."
        )
    try:
        providers.chosen(roads=settings.ROADS, osrm_url=settings.OSRM_URL)
    except ValueError as error:
        raise CannotServe(f"KAKETSUKE_OSRM_URL cannot be used: {error}.") from error
    # A file that is not there yet is written by the weekly job.
    if settings.LESSONS and Path(settings.LESSONS).exists():
        base = providers.base_of(roads=settings.ROADS, osrm_url=settings.OSRM_URL)
        try:
            lessons.read(Path(settings.LESSONS), base=base)
        except lessons.LessonsUnusable as error:
            raise CannotServe(f"KAKETSUKE_LESSONS cannot be used: {error}.") from error
    elif settings.LESSONS and not Path(settings.LESSONS).parent.is_dir():
        raise CannotServe("KAKETSUKE_LESSONS names a file in a directory that is not there.")


def demand_bucket() -> None:
    """Raise CannotServe when what is named as the place for checkpoints cannot be one."""
    from kaketsuke.audit import buckets  # noqa: PLC0415 - tables exist only after setup

    try:
        buckets.configured()
    except ValueError as error:
        raise CannotServe(f"The bucket for checkpoints cannot be used: {error}.") from error


def demand_fitting_keys() -> None:
    """Raise CannotServe when a key is another than the one that made what this database holds.

    Runs before the migrations too: it reads columns by name, and only of tables that are there.
    """
    from kaketsuke.accounts import context  # noqa: PLC0415 - tables exist only after setup
    from kaketsuke.audit import queries as audit_queries  # noqa: PLC0415 - as above
    from kaketsuke.people import fitting  # noqa: PLC0415 - as above

    with context.as_system():
        there = set(connection.introspection.table_names())
        for name, needed, fits, otherwise in (
            ("MASTER_KEY", fitting.SEALED, fitting.master_key_fits, NOTHING_OPENS),
            ("INDEX_KEY", fitting.INDEXED, fitting.index_key_fits, NOBODY_IS_FOUND),
            ("AUDIT_KEY", audit_queries.CHAINED, audit_queries.key_fits, CHAINS_BREAK),
        ):
            if needed <= there and not fits():
                raise CannotServe(
                    f"KAKETSUKE_{name} is not the key that this database was made with: "
                    f"{otherwise}. Put the right one back from your backup of keys. Nothing was "
                    "changed."
                )


def clock_set_back(now: datetime) -> str:
    """Return a sentence where the record is ahead of the clock, else nothing.

    No reason not to serve: once the clock was wrongly ahead, nobody could be helped until it is
    reached again.
    """
    from kaketsuke.accounts import context  # noqa: PLC0415 - tables exist only after setup
    from kaketsuke.audit import queries as audit_queries  # noqa: PLC0415 - as above

    if "audit_entry" not in connection.introspection.table_names():
        return ""
    with context.as_system():
        newest = audit_queries.newest_moment()
    if newest is None or newest <= now + CLOCKS_DIFFER:
        return ""
    return (
        f"The clock of this machine says {now:%Y-%m-%d %H:%M} UTC, but the record goes on until "
        f"{newest:%Y-%m-%d %H:%M} UTC: look whether the clock was set back. What happens now is "
        "recorded with the time that it says."
    )


def main() -> int:
    """Check, and say in one sentence what is wrong."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kaketsuke.config.settings")
    django.setup()
    try:
        before_serving()
    except CannotServe as error:
        sys.stderr.write(f"{error}\n")
        return 1
    if warning := clock_set_back(clock.now()):
        sys.stderr.write(f"{warning}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
