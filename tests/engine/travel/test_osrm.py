"""A route server: asked in parts, and what it may answer."""

import json
import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pytest

from kaketsuke.engine.travel import fallback, osrm

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


class Server(ThreadingHTTPServer):
    """Answers as OSRM does: a second for each thousandth of a degree, north and east."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked = []
        self.spoil = lambda answer: answer
        self.status = 200
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def do_GET(self):
        path, _, question = self.path.partition("?")
        rows = np.array(
            [[float(each) for each in pair.split(",")] for pair in path.split("/")[-1].split(";")]
        )
        chosen = dict(part.split("=") for part in question.split("&"))
        here, there = (
            [int(each) for each in chosen[side].split(";")] for side in ("sources", "destinations")
        )
        self.server.asked.append((len(rows), len(here), len(there)))
        far = np.abs(rows[here][:, None] - rows[there][None]).sum(axis=2) * 1000
        answer = {
            "code": "Ok",
            "durations": far.round(6).tolist(),
            "sources": [{"distance": 3.0} for _ in here],
            "destinations": [{"distance": 3.0} for _ in there],
        }
        content = self.server.spoil(answer)
        content = content if isinstance(content, bytes) else json.dumps(content).encode()
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *words):
        pass


@pytest.fixture
def server():
    running = Server()
    yield running
    running.shutdown()
    running.server_close()


def some_places(count, seed):
    chance = np.random.default_rng(seed)
    rows = np.column_stack([chance.uniform(35, 36, count), chance.uniform(139, 140, count)])
    return rows.round(6)


@pytest.mark.parametrize(("n", "m"), [(1, 1), (120, 1), (9, 130), (230, 70), (0, 3), (3, 0)])
def test_a_table_of_any_size_is_asked_in_parts_the_server_takes(server, n, m):
    origins, destinations = some_places(n, 1), some_places(m, 2)
    times = osrm.RouteServer(server.url, limit_seconds=20).matrix(origins, destinations, NOW)
    expected = np.abs(origins[:, None] - destinations[None]).sum(axis=2) * 1000
    assert times.shape == (n, m)
    assert np.allclose(times, expected, atol=1e-3)
    assert all(places <= osrm.MOST_PLACES for places, _, _ in server.asked)
    assert sum(rows * columns for _, rows, columns in server.asked) == n * m


def test_a_place_that_is_none_is_not_asked_for(server):
    origins = np.array([[np.nan, 139.0], [35.5, 139.5], [95.0, 139.0]])
    times = osrm.RouteServer(server.url, limit_seconds=20).matrix(origins, some_places(2, 3), NOW)
    assert np.isinf(times[[0, 2]]).all()
    assert np.isfinite(times[1]).all()


def test_no_way_and_no_road_near_are_infinite(server):
    def spoil(answer):
        answer["durations"][0][1] = None
        answer["sources"][1]["distance"] = 40_000.0
        return answer

    server.spoil = spoil
    asked = osrm.RouteServer(server.url, limit_seconds=20)
    times = asked.matrix(some_places(3, 1), some_places(2, 2), NOW)
    assert np.isinf(times).tolist() == [[False, True], [True, True], [False, False]]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda answer: b"<html>",
        lambda answer: b"[1, 2]",
        lambda answer: {"code": "NoTable"},
        lambda answer: answer | {"durations": [[1.0]]},
        lambda answer: answer | {"durations": [["soon", 1.0]] * 3},
        lambda answer: answer | {"sources": []},
    ],
)
def test_what_is_no_table_is_no_answer(server, spoil):
    server.spoil = spoil
    with pytest.raises(osrm.NoAnswer):
        osrm.RouteServer(server.url, limit_seconds=20).matrix(
            some_places(3, 1), some_places(2, 2), NOW
        )


def test_a_server_that_refuses_is_no_answer_and_the_sentence_names_no_place(server):
    server.status = 400
    with pytest.raises(osrm.NoAnswer) as refused:
        osrm.RouteServer(server.url, limit_seconds=20).matrix(
            some_places(3, 1), some_places(2, 2), NOW
        )
    assert "35." not in str(refused.value)


def test_a_server_that_is_not_there_is_no_answer():
    with pytest.raises(osrm.NoAnswer, match="did not answer"):
        osrm.RouteServer("http://127.0.0.1:9").matrix(some_places(3, 1), some_places(2, 2), NOW)


@pytest.mark.parametrize("address", ["", "somewhere", "ftp://host/", "http://"])
def test_an_address_that_is_none_is_refused(address):
    with pytest.raises(ValueError, match="address"):
        osrm.RouteServer(address)


def test_behind_the_guard_its_times_are_no_estimates(server):
    guarded = fallback.Guarded(osrm.RouteServer(server.url, limit_seconds=20), limit_seconds=20)
    assert not guarded.ask(some_places(3, 1), some_places(2, 2), NOW).estimated.any()
