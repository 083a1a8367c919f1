"""How much slower are the resident's pages than their bare queries, among a million dwellings?

In a database of its own: a million dwellings with as many registrations, put there by COPY. Then
in one process, alternating: the page that opens a letter with the document, and my page, each
against the queries that a program without sessions, security and templates would ask. Number of
queries and answers are checked in the same run. `KAKETSUKE_BENCH_DWELLINGS` makes it smaller.
"""

import json
import os
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg
from tests import cluster

DWELLINGS = int(os.environ.get("KAKETSUKE_BENCH_DWELLINGS", "1000000"))
PER_BUILDING = 100
ROUNDS, ASKED = 15, 10
MOST_QUERIES = {"letter": 40, "my page": 50}
# Copies of the one real home and registrant; what is sealed stays closed and is read by nobody.
GROW = """
CREATE TEMPORARY TABLE grown AS
SELECT n, gen_random_uuid() AS dwelling, gen_random_uuid() AS person
FROM generate_series(1, %(dwellings)s) AS n;
CREATE TEMPORARY TABLE grown_building AS
SELECT n AS block, gen_random_uuid() AS building
FROM generate_series(0, %(dwellings)s / %(per)s) AS n;
"""


def copied(
    connection: psycopg.Connection, table: str, columns: dict[str, str], source: str
) -> None:
    """COPY rows like the table's first one out and in again, with these columns made anew."""
    names = [
        name
        for (name,) in connection.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass"
            " AND attnum > 0 AND NOT attisdropped ORDER BY attnum",
            [table],
        )
    ]
    taken = ", ".join(columns.get(name, f"one.{name}") for name in names)
    listed = ", ".join(names)
    query = f"SELECT {taken} FROM {source}, (SELECT * FROM {table} LIMIT 1) AS one"  # noqa: S608
    with (
        psycopg.connect(connection.info.dsn) as second,
        connection.cursor().copy(f"COPY ({query}) TO STDOUT") as out,
    ):
        second.execute("SET session_replication_role = replica")
        with second.cursor().copy(f"COPY {table} ({listed}) FROM STDIN") as into:
            for block in out:
                into.write(block)


def grow(connection: psycopg.Connection) -> None:
    """Put the many beside the one."""
    connection.execute(GROW % {"dwellings": DWELLINGS, "per": PER_BUILDING})
    block = f"grown JOIN grown_building ON block = n / {PER_BUILDING}"
    copied(
        connection,
        "parties_building",
        {"id": "building", "code": "'B' || block"},
        "grown_building",
    )
    copied(
        connection,
        "parties_dwelling",
        {"id": "dwelling", "building_id": "building", "room": "n::text"},
        block,
    )
    copied(connection, "people_person", {"id": "person"}, "grown")
    copied(
        connection,
        "people_contactpoint",
        {
            "id": "gen_random_uuid()",
            "person_id": "person",
            "index": "decode(md5(n::text), 'hex')",
        },
        "grown",
    )
    copied(
        connection,
        "residents_registration",
        {"id": "gen_random_uuid()", "person_id": "person", "dwelling_id": "dwelling"},
        "grown",
    )
    connection.commit()
    connection.autocommit = True
    connection.execute("ANALYZE")


def milliseconds(work: Callable[[], object]) -> float:
    """The mean of one round of calls."""
    begun = time.perf_counter()
    for _ in range(ASKED):
        work()
    return (time.perf_counter() - begun) / ASKED * 1000


def ask(connection: psycopg.Connection, queries: tuple[str, ...], said: dict[str, Any]) -> None:
    """Ask what the page needs and nothing more."""
    for query in queries:
        connection.execute(query, said).fetchall()


BARE = {
    "letter": (
        "SELECT i.id, d.room, b.name FROM residents_invitation i"
        " JOIN parties_dwelling d ON d.id = i.dwelling_id"
        " JOIN parties_building b ON b.id = d.building_id WHERE i.code_hash = %(code)s",
        "SELECT tree FROM terms_version WHERE published_from <= now()"
        " ORDER BY published_from DESC LIMIT 1",
    ),
    "my page": (
        "SELECT * FROM people_person WHERE id = %(person)s",
        "SELECT * FROM people_contactpoint WHERE person_id = %(person)s",
        "SELECT r.*, d.room, b.name FROM residents_registration r"
        " JOIN parties_dwelling d ON d.id = r.dwelling_id"
        " JOIN parties_building b ON b.id = d.building_id WHERE r.person_id = %(person)s",
        "SELECT count(*) FROM residents_registration WHERE dwelling_id = %(home)s"
        " AND valid @> now()",
        "SELECT * FROM residents_consent WHERE person_id = %(person)s",
        "SELECT * FROM notify_message WHERE person_id = %(person)s"
        " ORDER BY created_at DESC LIMIT 10",
    ),
}


def measured(socket: str) -> dict[str, object]:
    """Build, grow, and measure pages and queries in turn."""
    from django.db import connection as django_connection
    from django.test import Client
    from tests import world

    from kaketsuke import clock
    from kaketsuke.accounts import context
    from kaketsuke.residents import codes, services

    town = world.build()
    with context.as_system():
        letter = services.make_dwelling_codes([town.next_door.pk], now=clock.now())[0].code
        user = services.account_of(town.sato.pk, now=clock.now())
    registrant = Client(SERVER_NAME="localhost")
    registrant.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    visitor = Client(SERVER_NAME="localhost")
    pages: dict[str, Callable[[], Any]] = {
        "letter": lambda: visitor.get(f"/r/{letter}/", follow=True),
        "my page": lambda: registrant.get("/my/"),
    }
    said = {"code": codes.of_letter(letter), "person": town.sato.pk, "home": town.home.pk}
    holds = {"letter": "青葉ハイツ", "my page": "佐藤 花子"}
    raw: dict[str, object] = {}
    ratios = []
    with psycopg.connect(host=socket, dbname=cluster.DATABASE, user="kaketsuke") as bare:
        grow(bare)
        for name, page in pages.items():
            asked: list[str] = []

            def count(execute: Any, sql: str, *given: Any, asked: list[str] = asked) -> Any:
                asked.append(sql)
                return execute(sql, *given)

            with django_connection.execute_wrapper(count):
                answer = page()
            assert holds[name] in answer.content.decode(), name
            assert len(asked) <= MOST_QUERIES[name], (name, len(asked))
            page_ms, bare_ms = [], []
            for _ in range(ROUNDS):
                page_ms.append(milliseconds(page))
                bare_ms.append(milliseconds(partial(ask, bare, BARE[name], said)))
            best = min(page_ms), min(bare_ms)
            ratios.append(best[0] / best[1])
            raw[name] = {
                "page_ms": round(best[0], 2),
                "bare_ms": round(best[1], 3),
                "queries": len(asked),
            }
    return {
        "name": f"resident's pages against their bare queries, {DWELLINGS} dwellings",
        "value": raw["my page"]["page_ms"],  # type: ignore[index]  # put there just now
        "unit": "ms my page",
        "reference": raw["my page"]["bare_ms"],  # type: ignore[index]  # put there just now
        "ratio": round(max(ratios), 1),
        "raw": raw,
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
