"""Tells the database who is looking, so that row-level security reads the same viewer as Python.

The settings are local to the transaction: they are gone at its end, whoever uses the connection
next.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import connection, transaction

from kaketsuke.accounts.viewers import THE_SYSTEM, Viewer

NAMES = ("companies", "cases", "persons", "technician", "firms", "system")
_SET = "SELECT " + ", ".join(f"set_config('kaketsuke.{name}', %s, true)" for name in NAMES)
# What was set before is read in a step of its own, before anything is set.
_BEFORE = ", ".join(f"current_setting('kaketsuke.{name}', true) AS {name}" for name in NAMES)
_EXCHANGE = (
    f"WITH before AS MATERIALIZED (SELECT {_BEFORE}) SELECT before.*, "  # noqa: S608 - our own names
    + ", ".join(f"set_config('kaketsuke.{name}', %s, true)" for name in NAMES)
    + " FROM before"
)


def _joined(ids: Iterable[UUID]) -> str:
    return ",".join(sorted(str(each) for each in ids))


def set_viewer(viewer: Viewer) -> None:
    """Set the viewer for the rest of the running transaction. One round trip."""
    _set_all(_settings(viewer))


def present_link(token_sha256: bytes) -> None:
    """Let the rest of the transaction find the one link whose token the visitor holds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('kaketsuke.link', %s, true)", [token_sha256.hex()])


@contextmanager
def acting_as(viewer: Viewer) -> Iterator[None]:
    """Run a transaction as `viewer`; inside another one, give the former viewer back at its end.

    For work outside a request: jobs, commands, tests.
    """
    inside = connection.in_atomic_block
    with transaction.atomic():
        if inside:
            before = _exchange(_settings(viewer))
        else:
            set_viewer(viewer)
        yield
        # After an error the savepoint's rollback has given the former settings back; the end of
        # the whole transaction forgets them anyway.
        if inside:
            _set_all(before)


@contextmanager
def as_system() -> Iterator[None]:
    """Run a transaction as the product itself: timers, the outbox, the demo's builder."""
    with acting_as(THE_SYSTEM):
        yield


def _settings(viewer: Viewer) -> list[str]:
    return [
        _joined(viewer.company_ids),
        _joined(viewer.case_ids),
        _joined(viewer.person_ids),
        str(viewer.technician_id or ""),
        _joined(viewer.firm_ids),
        "on" if viewer.is_system else "",
    ]


def _exchange(values: list[str]) -> list[str]:
    """Set all and return what was set before, in one round trip."""
    with connection.cursor() as cursor:
        cursor.execute(_EXCHANGE, values)
        return [value or "" for value in (cursor.fetchone() or ())[: len(NAMES)]]


def _set_all(values: list[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_SET, values)
