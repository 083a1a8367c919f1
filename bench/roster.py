"""How fast is an owner's roster, and does memory stay flat when it grows tenfold?

A roster of 100,000 rows in Shift_JIS is committed through the product: read, checked, compared with
last time, sealed under a key a row, written. Against it the rows that it wrote (dwellings, keys,
invitations) are copied by bare COPY into tables with the same columns and indexes, in the same run.
What was written is counted and one invitation is opened. Memory is what the kernel counted for a
preview and a first commit in a process of its own, at 10,000 and at 100,000 rows.
"""

import contextlib
import json
import os
import subprocess
import sys
import time
import uuid
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
from tests import cluster

SMALL, LARGE = 10_000, 100_000
HEAD = "部屋番号,氏名,フリガナ,電話番号,メール,入居日,退去日\n"
KEPT = {
    "parties_dwelling": "SELECT * FROM parties_dwelling",
    "keys.people_subjectkey": "SELECT * FROM keys.people_subjectkey "
    "WHERE subject_kind = 'invitation'",
    "residents_invitation": "SELECT * FROM residents_invitation",
}
PEAK = """
import sys
from pathlib import Path
import django
django.setup()
from kaketsuke.accounts import context
from kaketsuke import clock
from kaketsuke.residents.importing import committing
import uuid
go = getattr(committing, sys.argv[2])
with context.as_system():
    summary = go(Path(sys.argv[1]), building_id=uuid.UUID(sys.argv[3]), now=clock.now())
assert summary.accepted == summary.rows == int(sys.argv[4]), summary.to_json()
status = Path("/proc/self/status").read_text()
print(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")))
"""


def roster(path: Path, rows: int) -> None:
    """Write a roster of that many invented people, two in a dwelling."""
    with path.open("w", encoding="cp932", newline="") as stream:
        stream.write(HEAD)
        stream.writelines(
            f"{n // 2 + 1},架空 花子{n},カクウ ハナコ,090-{n // 10_000:04}-{n % 10_000:04},"
            f"r{n}@example.jp,2026-04-01,\n"
            for n in range(rows)
        )


def building(code: str) -> str:
    """Make a building with an owner; return its id."""
    from kaketsuke import clock
    from kaketsuke.accounts import context
    from kaketsuke.parties import services

    now = clock.now()
    with context.as_system():
        company = services.add_company(f"見本{code}", now=now)
        made = services.add_building(
            company,
            code=code,
            name=code,
            postal_code="1600023",
            municipality_code="13104",
            address="東京都新宿区西新宿1-1",
            latitude=35.69,
            longitude=139.70,
        )
        owner = services.add_owner(company, legal_name="見本")
        services.attach_owner(made, owner=owner, now=now)
    return str(made.pk)


def peak_kib(path: Path, *, what: str, building_id: str, rows: int) -> int:
    """Return the peak memory of reading a roster in a process of its own."""
    words = [sys.executable, "-c", PEAK, str(path), what, building_id, str(rows)]
    return int(subprocess.run(words, check=True, capture_output=True, text=True).stdout)


def bare_copy_seconds(socket: str) -> float:
    """Copy the rows that the product wrote into tables like theirs; return the best of three."""
    taken = []
    with psycopg.connect(host=socket, dbname=cluster.DATABASE, user="kaketsuke") as connection:
        sets = [(table, connection.execute(query).fetchall()) for table, query in KEPT.items()]
        for _ in range(3):
            for place, (table, _rows) in enumerate(sets):
                connection.execute(f"DROP TABLE IF EXISTS bare_{place}")
                connection.execute(f"CREATE TABLE bare_{place} (LIKE {table} INCLUDING ALL)")
            connection.commit()
            begun = time.perf_counter()
            for place, (_table, rows) in enumerate(sets):
                with connection.cursor().copy(f"COPY bare_{place} FROM STDIN") as copy:
                    for row in rows:
                        copy.write_row(row)
            connection.commit()
            taken.append(time.perf_counter() - begun)
    return min(taken)


def measured(socket: str, home: Path) -> list[dict[str, object]]:
    """Commit the large roster, then copy its rows, then measure memory."""
    from kaketsuke import clock
    from kaketsuke.accounts import context
    from kaketsuke.residents import rosters
    from kaketsuke.residents.importing import committing
    from kaketsuke.residents.models import Invitation

    small, large = home / "small.csv", home / "large.csv"
    roster(small, SMALL)
    roster(large, LARGE)
    building_id = building("BENCH")
    begun = time.perf_counter()
    with context.as_system():
        summary = committing.commit(large, building_id=uuid.UUID(building_id), now=clock.now())
    seconds = time.perf_counter() - begun
    assert (summary.rows, summary.accepted, summary.moved_in) == (LARGE, LARGE, LARGE)
    with context.as_system():
        assert Invitation.objects.count() == LARGE
        first = Invitation.objects.order_by("id").first()
        assert first is not None
        assert rosters.open_lines([first])[first.pk].name.startswith("架空 花子")
    bare = bare_copy_seconds(socket)
    peaks = {
        what: {
            rows: peak_kib(path, what=what, building_id=building(f"{what}{rows}"), rows=rows)
            for path, rows in ((small, SMALL), (large, LARGE))
        }
        for what in ("preview", "commit")
    }
    speed = {
        "name": f"roster of {LARGE} rows committed against a bare COPY of the rows that it writes",
        "value": round(LARGE / seconds),
        "unit": "rows/s",
        "reference": round(LARGE / bare),
        "ratio": round(bare / seconds, 3),
        "raw": {"commit_s": round(seconds, 3), "copy_s": round(bare, 3)},
    }
    memory = [
        {
            "name": f"peak memory of a roster's {what} at {LARGE} rows against {SMALL}",
            "value": by_rows[LARGE],
            "unit": "KiB",
            "reference": by_rows[SMALL],
            "ratio": round(by_rows[LARGE] / by_rows[SMALL], 3),
            "raw": {str(rows): kib for rows, kib in by_rows.items()},
        }
        for what, by_rows in peaks.items()
    ]
    return [speed, *memory]


def main() -> None:
    """Print each measure as one JSON object."""
    with TemporaryDirectory() as home, cluster.running() as server:
        os.environ.update(
            cluster.address(server).environment(role="app"),
            DJANGO_SETTINGS_MODULE="kaketsuke.config.settings",
            KAKETSUKE_HOME=home,
            KAKETSUKE_LOG_LEVEL="ERROR",
            PYTHONWARNINGS="ignore",
        )
        import django

        with contextlib.redirect_stdout(sys.stderr):
            django.setup()
        measures = measured(str(server.socket), Path(home))
    load = round(os.getloadavg()[0], 2)
    for measure in measures:
        print(json.dumps({**measure, "cores": os.cpu_count(), "load": load}))


if __name__ == "__main__":
    main()
