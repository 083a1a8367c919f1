"""Do the clocks and the checkpoint keep a flat memory, however many persons there are?

`python -m bench.retention [PERSONS]` (1,000,000 unless told otherwise) builds that many persons,
each with a chain of the record, by COPY in a database of its own; then a dry run of the retention
and a checkpoint run in processes of their own, whose peak memory the kernel counted. The reference
is the same with a tenth of the persons.
"""

import contextlib
import hashlib
import json
import os
import subprocess
import sys
import time
from datetime import UTC, datetime
from tempfile import TemporaryDirectory
from typing import Any

import psycopg
from tests import cluster

from kaketsuke.database import ids
from kaketsuke.runtime import postgres, roles

PERSONS = 1_000_000
LONG_AGO = datetime(2024, 1, 1, tzinfo=UTC)
# Of this measure alone.
KEYS = {
    f"KAKETSUKE_{name}": digit * 64
    for name, digit in (
        ("SECRET_KEY", "a"),
        ("MASTER_KEY", "b"),
        ("INDEX_KEY", "c"),
        ("AUDIT_KEY", "d"),
        ("CHECKPOINT_KEY", "e"),
    )
}
STEPS = {
    "retention": (
        "import django; django.setup()\n"
        "from kaketsuke import clock\n"
        "from kaketsuke.privacy import services\n"
        "run = services.begin_retention(dry_run=True, asked_by=None, now=clock.now())\n"
        "while services.retention_step(run.pk, now=clock.now()): pass\n"
        "from kaketsuke.accounts import context\n"
        "with context.as_system(): run.refresh_from_db()\n"
        "print(run.counts.get('people.Person', {}).get('due', 0))\n"
    ),
    "checkpoint": (
        "import django; django.setup()\n"
        "from kaketsuke import clock\n"
        "from kaketsuke.accounts import context\n"
        "from kaketsuke.audit import checkpoints\n"
        "with context.as_system(): print(checkpoints.make(now=clock.now()).content['chains'])\n"
    ),
}


def fill(connection: psycopg.Connection, persons: int) -> None:
    """Persons whose registration ended long ago, each with one entry of the record and its head."""
    with connection.cursor() as cursor:
        company = ids.new_id()
        with cursor.copy(
            "COPY people_person (id, kind, company_id, family_sealed, language, created_at)"
            " FROM STDIN"
        ) as people:
            made = [ids.new_id() for _ in range(persons)]
            for person in made:
                people.write_row((person, "resident", company, b"x" * 40, "ja", LONG_AGO))
        with cursor.copy(
            "COPY audit_head (subject_kind, subject_id, seq, mac, running) FROM STDIN"
        ) as heads:
            for person in made:
                mac = hashlib.sha256(person.bytes).digest()
                heads.write_row(("person", person, 1, mac, mac))
        cursor.execute("ANALYZE")
    connection.commit()


def peak_of(step: str, *, environment: dict[str, str], expected: int) -> tuple[int, float]:
    """Run a step in a process of its own; return its peak memory in KiB and how long it took."""
    begun = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-c", STEPS[step]], env=environment, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    counted = int(process.stdout.read().strip() or 0)
    _, status, usage = os.wait4(process.pid, 0)
    assert status == 0, step
    assert counted >= expected, (step, counted, expected)
    return usage.ru_maxrss, time.perf_counter() - begun


def measured(server: postgres.Cluster, persons: int) -> dict[str, tuple[int, float]]:
    """Fill a fresh database with that many persons and run both steps on it."""
    cluster.renew(server)
    with psycopg.connect(
        host=str(server.socket), dbname=cluster.DATABASE, user=postgres.SUPERUSER
    ) as connection:
        fill(connection, persons)
    with TemporaryDirectory() as outside:
        environment = {
            **os.environ,
            **KEYS,
            "DJANGO_SETTINGS_MODULE": "kaketsuke.config.settings",
            "KAKETSUKE_CHECKPOINT_FOLDER": outside,
            "DATABASE_URL": f"postgresql://{roles.OWNER}@/{cluster.DATABASE}?host={server.socket}",
        }
        return {step: peak_of(step, environment=environment, expected=persons) for step in STEPS}


def main() -> None:
    """Print the measures as one JSON object."""
    persons = int(sys.argv[1]) if len(sys.argv) > 1 else PERSONS
    with contextlib.redirect_stdout(sys.stderr), cluster.running() as server:
        small = measured(server, max(persons // 10, 1))
        large = measured(server, persons)
    worst = max(large[step][0] / small[step][0] for step in STEPS)
    raw: dict[str, Any] = {
        step: {
            "small_kib": small[step][0],
            "large_kib": large[step][0],
            "large_seconds": round(large[step][1], 1),
        }
        for step in STEPS
    }
    measure = {
        "name": f"peak memory of clocks and checkpoint, {persons} persons against a tenth",
        "value": max(large[step][0] for step in STEPS),
        "unit": "KiB",
        "reference": max(small[step][0] for step in STEPS),
        "ratio": round(worst, 3),
        "raw": raw,
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 2),
    }
    print(json.dumps(measure))


if __name__ == "__main__":
    main()
