"""How much slower is the page that shows who calls than the bare query behind it?

On the demo's world, in one process, alternating: the console's request page (session, viewer,
row-level security, template) against the one query a program without any of this would ask. The
page's answer is checked in the same run.
"""

import contextlib
import json
import os
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg
from tests import cluster

ROUNDS, ASKED = 25, 10
# What is asked before the page asks who calls and offers the building that the number is known at.
SAID = (("danger_to_life", "false"), ("cause", "card_lost"), ("requester.role", "resident"))
BARE = """SELECT c.person_id, r.dwelling_id, b.name, d.room
    FROM people_contactpoint c
    JOIN residents_registration r ON r.person_id = c.person_id AND r.valid @> now()
    JOIN parties_dwelling d ON d.id = r.dwelling_id
    JOIN parties_building b ON b.id = d.building_id
    WHERE c.kind = 'phone' AND c.index = %s AND c.ended_at IS NULL"""


def milliseconds(work: Any) -> float:
    """The mean of one round of calls."""
    begun = time.perf_counter()
    for _ in range(ASKED):
        work()
    return (time.perf_counter() - begun) / ASKED * 1000


def rounded(rounds: list[float]) -> list[float]:
    """Every round, to the microsecond."""
    return [round(each, 3) for each in rounds]


def measured(socket: str) -> dict[str, object]:
    """Build the world, take a call, and measure page and query in turn."""
    from django.test import Client

    from kaketsuke.accounts.models import User
    from kaketsuke.demo import world
    from kaketsuke.people import normalise, sealing

    with contextlib.redirect_stdout(sys.stderr):  # its progress is no measure
        world.ensure(1)
    caller = world.situations()[0]
    client = Client(SERVER_NAME="localhost")  # the settings in use: nothing is instrumented
    client.force_login(User.objects.get(username="operator"))
    taken = client.post("/console/calls/", {"number": caller.phone})
    address = str(taken.headers["Location"])
    for path, value in SAID:
        client.post(f"{address}facts/", {"path": path, "value": value})
    index = sealing.blind_index("phone", normalise.phone(caller.phone))
    pages, bare = [], []
    with psycopg.connect(host=socket, dbname=cluster.DATABASE, user="kaketsuke") as connection:
        rows = connection.execute(BARE, [index]).fetchall()
        page = client.get(address).content.decode()
        assert [room for *_, room in rows] == [caller.room], rows
        assert rows[0][2] in page, "the page does not offer the caller's building"
        for _ in range(ROUNDS):
            pages.append(milliseconds(lambda: client.get(address)))
            bare.append(milliseconds(lambda: connection.execute(BARE, [index]).fetchall()))
    # The best round of each, so that neighbours on the machine count less.
    page_ms, bare_ms = min(pages), min(bare)
    return {
        "name": "find-caller page against its query by bare psycopg",
        "value": round(page_ms, 2),
        "unit": "ms a page",
        "reference": round(bare_ms, 3),
        "ratio": round(page_ms / bare_ms, 1),
        "raw": {"page_ms": rounded(pages), "bare_ms": rounded(bare)},
    }


def main() -> None:
    """Print the measure as one JSON object."""
    with TemporaryDirectory() as home, cluster.running() as server:
        os.environ.update(
            cluster.address(server).environment(role="app"),
            DJANGO_SETTINGS_MODULE="kaketsuke.config.settings",
            KAKETSUKE_HOME=str(Path(home)),
            KAKETSUKE_LOG_LEVEL="ERROR",
            PYTHONWARNINGS="ignore",
        )
        import django

        django.setup()
        measure = measured(str(server.socket))
    load = round(os.getloadavg()[0], 2)
    print(json.dumps({**measure, "cores": os.cpu_count(), "load": load}))


if __name__ == "__main__":
    main()
