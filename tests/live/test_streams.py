"""Streams of a real server: ids only, to those whose ticket covers them, ended in time."""

import http.client
import json
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlencode
from uuid import UUID, uuid4

import psycopg
import pytest
from django.core import signing

from kaketsuke.accounts import live as tickets
from kaketsuke.config import live
from tests import product

OTHER = UUID("0190a000-0000-7000-8000-000000000002")
COMPANY = UUID("0190a000-0000-7000-8000-0000000000aa")
SECRET = product.KEYS["KAKETSUKE_SECRET_KEY"]


@pytest.fixture
def case() -> UUID:
    """One that no other test speaks of: what others said may still be on its way."""
    return uuid4()


def _ticket(**content: object) -> str:
    return signing.dumps(content, salt=tickets.SALT, key=SECRET)


@contextmanager
def _opened(
    launched: product.Launched, ticket: str, **headers: str
) -> Iterator[http.client.HTTPResponse]:
    connection = http.client.HTTPConnection("127.0.0.1", launched.port, timeout=60)
    query = urlencode({"ticket": ticket})
    connection.request("GET", f"{live.PATH}?{query}", headers={"Host": "localhost", **headers})
    try:
        yield connection.getresponse()
    finally:
        connection.close()


def _next_event(answer: http.client.HTTPResponse) -> dict[str, str]:
    """Read on until something is told; a comment only says that the stream lives."""
    lines: dict[str, str] = {}
    while raw := answer.readline():
        name, _, value = raw.decode().rstrip("\n").partition(": ")
        if name:
            lines[name] = value
        elif lines and not value:
            return lines
    raise AssertionError(f"the stream ended: {lines}")


def _notify(connection: psycopg.Connection, case: UUID, seq: int, company: UUID = COMPANY) -> None:
    connection.execute("SELECT pg_notify(%s, %s)", [live.CHANNEL, f"{company}:{case}:{seq}"])


def test_a_stream_tells_ids_of_what_its_ticket_covers_and_nothing_else(
    bare_product: product.Launched, case: UUID
):
    with (
        _opened(bare_product, _ticket(case=str(case))) as answer,
        bare_product.connect() as database,
    ):
        assert answer.status == 200
        assert answer.headers["content-type"].startswith("text/event-stream")
        assert _next_event(answer)["event"] == "open"
        _notify(database, OTHER, 1)
        _notify(database, case, 7)
        told = _next_event(answer)
    assert told["event"] == "case"
    assert json.loads(told["data"]) == {"case": str(case), "seq": 7}


def test_a_board_hears_every_case_of_its_companies(bare_product: product.Launched):
    mine = uuid4()
    with (
        _opened(bare_product, _ticket(companies=[str(mine)])) as answer,
        bare_product.connect() as database,
    ):
        _next_event(answer)
        _notify(database, OTHER, 1, company=OTHER)
        _notify(database, OTHER, 2, company=mine)
        assert json.loads(_next_event(answer)["data"])["seq"] == 2


def test_who_comes_back_is_told_to_read_afresh(bare_product: product.Launched, case: UUID):
    headers = {"Last-Event-ID": "anything"}
    with _opened(bare_product, _ticket(case=str(case)), **headers) as answer:
        assert _next_event(answer)["event"] == "refresh"


@pytest.mark.parametrize("ticket", ["", "forged:ticket:here"])
def test_without_a_valid_ticket_there_is_no_stream(bare_product: product.Launched, ticket: str):
    with _opened(bare_product, ticket) as answer:
        assert answer.status == 403


def test_streams_hear_again_after_the_database_cut_them_off(
    bare_product: product.Launched, case: UUID
):
    with (
        _opened(bare_product, _ticket(case=str(case))) as answer,
        bare_product.connect() as database,
    ):
        _next_event(answer)
        database.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = 'LISTEN ' || %s",
            [live.CHANNEL],
        )
        assert _next_event(answer)["event"] == "refresh"
        _notify(database, case, 8)
        assert json.loads(_next_event(answer)["data"])["seq"] == 8


def test_an_open_stream_does_not_hold_up_the_stop(bare_product: product.Launched, case: UUID):
    with _opened(bare_product, _ticket(case=str(case))) as answer:
        _next_event(answer)
        main = bare_product.pids("granian")[0]
        os.kill(main, signal.SIGTERM)
        # Of a stream that is cut off because its process is killed the end would be missing.
        assert answer.read() == b""
        product.wait(lambda: not product.is_alive(main))
    product.wait(bare_product.answers)


def test_five_hundred_viewers_hear_at_once(bare_product: product.Launched, case: UUID):
    viewers = []
    for _ in range(500):
        opened = _opened(bare_product, _ticket(case=str(case)))
        answer = opened.__enter__()
        assert _next_event(answer)["event"] == "open"
        viewers.append((opened, answer))
    with bare_product.connect() as database:
        _notify(database, case, 9)
    # Who does not read yet holds up nobody: the last is heard first.
    for _, answer in reversed(viewers):
        assert json.loads(_next_event(answer)["data"])["seq"] == 9
    for opened, _ in viewers:
        opened.__exit__(None, None, None)
