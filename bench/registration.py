"""How much slower are registration, my page and the owner's pages than their bare queries?

In a database of its own: a million dwellings, each with a registrant, consents and a letter, put
there by COPY. Then in one process, alternating: the page that opens a letter with the document, my
page, each page of the owner, and a whole registration from the letter to my page, each against the
queries that a program without sessions, security and templates would ask. Number of queries and
answers are checked in the same run. `KAKETSUKE_BENCH_DWELLINGS` makes it smaller.
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

from bench._copies import copied

DWELLINGS = int(os.environ.get("KAKETSUKE_BENCH_DWELLINGS", "1000000"))
PER_BUILDING = 100
ROUNDS, ASKED = 15, 10
WALKS = 20
MOST_QUERIES = {
    "letter": 40,
    "my page": 50,
    "owner": 25,
    "owner's building": 27,
    "owner's registrants": 54,
    "owner's doors": 34,
    "owner's rosters": 27,
}
# Copies of the one real home and registrant; what is sealed stays closed and is read by nobody.
GROW = """
CREATE TEMPORARY TABLE grown AS
SELECT n, gen_random_uuid() AS dwelling, gen_random_uuid() AS person
FROM generate_series(1, %(dwellings)s) AS n;
CREATE TEMPORARY TABLE grown_building AS
SELECT n AS block, gen_random_uuid() AS building
FROM generate_series(0, %(dwellings)s / %(per)s) AS n;
"""


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
    copied(
        connection,
        "residents_consent",
        {"id": "gen_random_uuid()", "person_id": "person"},
        "grown",
    )
    copied(
        connection,
        "residents_invitation",
        {
            "id": "gen_random_uuid()",
            "dwelling_id": "dwelling",
            "code_hash": "sha256(n::text::bytea)",
        },
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


BARE_OWNER = {
    "owner": (
        "SELECT b.* FROM parties_building b JOIN parties_buildingowner o ON o.building_id = b.id"
        " WHERE o.owner_id = %(owner)s AND o.valid @> now()",
    ),
    "owner's building": (
        "SELECT * FROM parties_building WHERE id = %(building)s",
        "SELECT * FROM parties_contractbuilding WHERE building_id = %(building)s",
        "SELECT count(*) FROM parties_dwelling WHERE building_id = %(building)s",
        "SELECT count(DISTINCT r.dwelling_id) FROM residents_registration r"
        " JOIN parties_dwelling d ON d.id = r.dwelling_id"
        " WHERE d.building_id = %(building)s AND r.valid @> now()",
    ),
    "owner's registrants": (
        "SELECT r.*, d.room FROM residents_registration r"
        " JOIN parties_dwelling d ON d.id = r.dwelling_id"
        " WHERE d.building_id = %(building)s AND r.valid @> now() ORDER BY d.room LIMIT 100",
        "SELECT p.*, c.* FROM people_person p JOIN people_contactpoint c ON c.person_id = p.id"
        " WHERE p.id = %(person)s",
    ),
    "owner's doors": (
        "SELECT * FROM parties_building WHERE id = %(building)s",
        "SELECT o.* FROM onsite_opening o JOIN cases_case c ON c.id = o.case_id"
        " JOIN parties_dwelling d ON d.id = c.dwelling_id WHERE d.building_id = %(building)s",
    ),
    "owner's rosters": (
        "SELECT * FROM parties_building WHERE id = %(building)s",
        "SELECT * FROM residents_rosterupload WHERE building_id = %(building)s",
    ),
}


def measured(socket: str) -> list[dict[str, object]]:
    """Build, grow, and measure pages and queries in turn, then whole registrations."""
    from django.conf import settings
    from tests import world

    settings.DEMO = True  # only there the outbox shows a code to whoever registers
    settings.ALLOWED_HOSTS = ["*"]
    town = world.build()
    pages, said = pages_of(town)
    with psycopg.connect(host=socket, dbname=cluster.DATABASE, user="kaketsuke") as bare:
        letters = letters_of(town)
        grow(bare)
        raw = {
            name: compared(name, page, partial(ask, bare, {**BARE, **BARE_OWNER}[name], said))
            for name, page in pages.items()
        }
    walks = sorted(walked(code, n) for n, code in enumerate(letters))
    worst = max(each["page_ms"] / each["bare_ms"] for each in raw.values())
    return [
        {
            "name": f"resident's and owner's pages against bare queries, {DWELLINGS} dwellings",
            "value": raw["my page"]["page_ms"],
            "unit": "ms my page",
            "reference": raw["my page"]["bare_ms"],
            "ratio": round(worst, 1),
            "raw": raw,
        },
        {
            "name": f"a registration from letter to my page, {DWELLINGS} dwellings",
            "value": round(walks[len(walks) // 2], 1),
            "unit": "ms for its ten requests, median",
            "raw": {"most_ms": round(walks[-1], 1), "walks": len(walks)},
        },
    ]


def pages_of(town: Any) -> tuple[dict[str, Callable[[], Any]], dict[str, Any]]:
    """Return how each page is asked for, and what the bare queries are asked about."""
    from django.test import Client
    from tests import world

    from kaketsuke import clock
    from kaketsuke.accounts import context
    from kaketsuke.overview import owners_view
    from kaketsuke.residents import codes, services

    now = clock.now()
    with context.as_system():
        letter = services.make_dwelling_codes([town.next_door.pk], now=now)[0].code
        user = services.account_of(town.sato.pk, now=now)
        owning = world.add_account("owner", label="見本", role="owner", owner_id=town.owner.pk)
        owners_view.undertake(world.viewer(owning, now=now), now=now)
    registrant, owner, visitor = (Client(SERVER_NAME="localhost") for _ in range(3))
    for client, account in ((registrant, user), (owner, owning)):
        client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    own = f"/owner/buildings/{town.building.pk}/"
    paths = {
        "owner": "/owner/",
        "owner's building": own,
        "owner's registrants": f"{own}registrants/",
        "owner's doors": f"{own}doors/",
        "owner's rosters": f"{own}rosters/",
    }
    pages: dict[str, Callable[[], Any]] = {
        "letter": lambda: visitor.get(f"/r/{letter}/", follow=True),
        "my page": lambda: registrant.get("/my/"),
        **{name: partial(owner.get, path) for name, path in paths.items()},
    }
    said = {
        "code": codes.of_letter(letter),
        "person": town.sato.pk,
        "home": town.home.pk,
        "owner": town.owner.pk,
        "building": town.building.pk,
    }
    return pages, said


def compared(name: str, page: Callable[[], Any], bare: Callable[[], object]) -> dict[str, float]:
    """Ask page and queries in turn; the best round of each counts."""
    from django.db import connection

    asked: list[str] = []

    def count(execute: Any, sql: str, *given: Any) -> Any:
        asked.append(sql)
        return execute(sql, *given)

    with connection.execute_wrapper(count):
        answer = page()
    assert "青葉ハイツ" in answer.content.decode(), name
    assert len(asked) <= MOST_QUERIES[name], (name, len(asked))
    page_ms, bare_ms = [], []
    for _ in range(ROUNDS):
        page_ms.append(milliseconds(page))
        bare_ms.append(milliseconds(bare))
    return {
        "page_ms": round(min(page_ms), 2),
        "bare_ms": round(min(bare_ms), 3),
        "queries": len(asked),
    }


def letters_of(town: Any) -> list[str]:
    """Make homes where nobody is registered, and a letter for each."""
    from kaketsuke import clock
    from kaketsuke.accounts import context
    from kaketsuke.parties import services as party_services
    from kaketsuke.residents import services

    with context.as_system():
        rooms = [str(1000 + n) for n in range(WALKS)]
        homes = party_services.add_dwellings(town.building, rooms=rooms)
        made = services.make_dwelling_codes([each.pk for each in homes], now=clock.now())
    return [each.code for each in made]


def walked(letter: str, place: int) -> float:
    """Register one person by a letter, step by step; return how long it took in milliseconds."""
    from tests.web.join.conftest import walk

    from kaketsuke import clock

    begun = time.perf_counter()
    client = walk(letter, phone=f"090-0100-{place:04}", now=clock.now())
    page = client.get("/my/").content.decode()
    taken = (time.perf_counter() - begun) * 1000
    assert "青木 一郎" in page
    return taken


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
        measures = measured(str(server.socket))
    load = round(os.getloadavg()[0], 2)
    for measure in measures:
        print(json.dumps({**measure, "cores": os.cpu_count(), "load": load}))


if __name__ == "__main__":
    main()
