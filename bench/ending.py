"""Is everybody told once that a contract ends, at one pace and memory for tenfold registrants?

In a database of its own: a building with that many homes, each with a registrant whose number is
sealed under a key of their own, put there by COPY. Its contract is ended, and the product's own
worker tells of it in the background. In the middle the worker is killed (SIGKILL) and another one
started. Checked in the same run: the progress never goes back, everybody is told once and nobody
twice, nothing of what the worker had begun is left behind, and the contract holds until the moment
and not after it. Pace counts what the worker delivers between two batches too; memory is the
worker's peak as the kernel counted it. `KAKETSUKE_BENCH_REGISTRANTS` makes it smaller for a look.
"""

import json
import os
import time
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg
from tests import cluster
from tests.faults.working import Worker, workers

from bench._copies import copied
from kaketsuke.runtime import postgres

LARGE = int(os.environ.get("KAKETSUKE_BENCH_REGISTRANTS", "100000"))
SMALL = max(LARGE // 10, 400)  # more than one batch, so that there is a middle
INSTANT = timedelta(microseconds=1)
PATIENCE_S = 120.0
GROWN = """
CREATE TEMPORARY TABLE grown (
    n int, dwelling uuid, person uuid, key uuid, wrapped bytea,
    contact uuid, value bytea, index bytea
)
"""


def grow(connection: psycopg.Connection, building_id: Any, count: int) -> None:
    """Put that many homes with a registrant each into the building."""
    from kaketsuke.database import ids
    from kaketsuke.people import sealing
    from kaketsuke.people.services import place

    connection.execute(GROWN)
    find = sealing.indexer("phone")
    with connection.cursor().copy("COPY grown FROM STDIN (FORMAT BINARY)") as copy:
        copy.set_types(["int4", "uuid", "uuid", "uuid", "bytea", "uuid", "bytea", "bytea"])
        for n in range(count):
            dwelling, person, row, contact = ids.new_ids(4)
            key, phone = sealing.new_key(), f"+8190{n:08}"
            wrapped = sealing.wrap(key, subject_kind="person", subject_id=person)
            value = sealing.seal(key, phone, context=place("contact_point.value", contact))
            copy.write_row((n, dwelling, person, row, wrapped, contact, value, find(phone)))
    rows: dict[str, dict[str, str]] = {
        "parties_dwelling": {
            "id": "dwelling",
            "building_id": f"'{building_id}'::uuid",
            "room": "'N' || n",
        },
        "people_person": {"id": "person"},
        "keys.people_subjectkey": {
            "id": "key",
            "subject_kind": "'person'",
            "subject_id": "person",
            "wrapped_key": "wrapped",
            "destroyed_at": "NULL",
        },
        "people_contactpoint": {
            "id": "contact",
            "person_id": "person",
            "kind": "'phone'",
            "value_sealed": "value",
            "index": "grown.index",
        },
        "residents_registration": {
            "id": "gen_random_uuid()",
            "person_id": "person",
            "dwelling_id": "dwelling",
        },
    }
    for table, columns in rows.items():
        copied(connection, table, columns, "grown")
    connection.execute("DROP TABLE grown")
    connection.commit()
    connection.execute("ANALYZE")
    connection.commit()


def peak_kib(worker: Worker) -> int:
    """Return the most memory that the worker held so far."""
    status = Path(f"/proc/{worker.process.pid}/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if "VmHWM" in line)


def told_until(cover_id: Any, enough: int, worker: Worker, before: int = 0) -> int:
    """Wait until that many are told, and see that the progress goes forward only."""
    from kaketsuke.accounts import context
    from kaketsuke.residents import endings

    moved_at = time.monotonic()
    while True:
        with context.as_system():
            shown = endings.progress([cover_id])[cover_id]
        assert before <= shown.told <= shown.total, (before, shown)
        assert worker.process.poll() is None, "the worker ended"
        if shown.told > before:
            moved_at = time.monotonic()
        assert time.monotonic() - moved_at < PATIENCE_S, ("nothing moves", shown)
        before = shown.told
        if shown.done_at is not None or before >= enough:
            return before
        time.sleep(0.2)


def told_by_two(
    server: postgres.Cluster, cover_id: Any, everybody: int, log: Path
) -> dict[str, float]:
    """Have everybody told, by a worker that is killed half-way and by its successor."""
    begun = time.perf_counter()
    with workers(server, log) as worker:
        reached = told_until(cover_id, everybody // 2, worker)
        assert reached < everybody, "it was over before the kill"
        killed, peak = time.perf_counter(), peak_kib(worker)
        worker.kill_and_replace()
        told_until(cover_id, everybody + 1, worker, before=reached)
        over, peak = time.perf_counter(), max(peak, peak_kib(worker))
    return {
        "told_before_kill": reached,
        "rows_per_s": round(reached / (killed - begun), 1),
        "seconds": round(over - begun, 1),
        "peak_kib": peak,
    }


def check_told(building_id: Any, everybody: int, *, at: datetime) -> None:
    """See that everybody was told once, and that the contract holds until the moment."""
    from kaketsuke.accounts import context
    from kaketsuke.notify.models import Message
    from kaketsuke.parties import queries as party_queries
    from kaketsuke.parties.models import Dwelling

    with context.as_system():
        messages = Message.objects.filter(template="service_ends", channel="sms")
        told = list(messages.values_list("person_id", flat=True))
        assert len(told) == len(set(told)) == everybody, (len(told), len(set(told)))
        homes = Dwelling.objects.filter(building=building_id).order_by("id")
        for pk in homes.values_list("pk", flat=True)[:: max(everybody // 50, 1)]:
            states = [
                party_queries.contract_status_at(pk, moment).status for moment in (at - INSTANT, at)
            ]
            assert states == ["active", "ended"], states


def measured(server: postgres.Cluster, home: Path, count: int) -> dict[str, float]:
    """End a contract over that many registrants, and see what became of it."""
    from django.db import connections
    from tests import world

    from kaketsuke import clock
    from kaketsuke.accounts import context
    from kaketsuke.residents import services

    connections.close_all()
    cluster.renew(server)
    now = clock.now()
    at = now + timedelta(days=30)
    town = world.build(now=now)
    with psycopg.connect(
        host=str(server.socket), dbname=cluster.DATABASE, user="kaketsuke"
    ) as bare:
        grow(bare, town.building.pk, count)
    everybody = count + 1  # and the one whom the world brings
    begun = time.perf_counter()
    with context.as_system():
        services.end_cover(
            town.cover.pk, at=at, document_reference="解約-1", recorded_by_id=None, now=now
        )
    click_s = time.perf_counter() - begun
    found = told_by_two(server, town.cover.pk, everybody, home / "worker.log")
    check_told(town.building.pk, everybody, at=at)
    return {"click_s": round(click_s, 3), **found}


def main() -> None:
    """Print the measures as JSON objects."""
    with TemporaryDirectory() as home, cluster.running() as server:
        os.environ.update(
            cluster.address(server).environment(role="app"),
            DATABASE_URL="",
            DJANGO_SETTINGS_MODULE="kaketsuke.config.settings",
            KAKETSUKE_HOME=home,
            KAKETSUKE_LOG_LEVEL="ERROR",
            PYTHONWARNINGS="ignore",
        )
        import django

        django.setup()
        raw = {count: measured(server, Path(home), count) for count in (SMALL, LARGE)}
    small, large = raw[SMALL], raw[LARGE]
    for name, key, unit in (
        ("registrants told of an end, the worker killed half-way", "rows_per_s", "registrants/s"),
        ("peak memory of the worker that tells of an end", "peak_kib", "KiB"),
    ):
        measure = {
            "name": f"{name}, {LARGE} against {SMALL}",
            "value": large[key],
            "unit": unit,
            "reference": small[key],
            "ratio": round(large[key] / small[key], 3),
            "raw": {str(count): each for count, each in raw.items()},
            "cores": os.cpu_count(),
            "load": round(os.getloadavg()[0], 2),
        }
        print(json.dumps(measure))


if __name__ == "__main__":
    main()
