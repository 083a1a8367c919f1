"""Travel times from a route server that an operator runs: OSRM's table service over HTTP."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit

import numpy as np
import urllib3

from kaketsuke.engine.travel.places import Places, Seconds, on_earth

# A server answers for a hundred places at once unless it was told otherwise.
MOST_PLACES: Final = 100
MOST_DESTINATIONS: Final = 50
AT_ONCE: Final = 8
FURTHEST_SNAP_M: Final = 1_000.0  # beyond, the place is not at the road that the server chose
LARGEST_ANSWER: Final = 16 * 2**20

# Its lines would carry the places of technicians and doors into the log.
logging.getLogger("urllib3.connectionpool").setLevel(logging.INFO)


class NoAnswer(Exception):
    """The server gave no answer that can be used; the sentence quotes no places."""


class RouteServer:
    """Asks `URL/table/v1/PROFILE/…` in parts, several at once, all within one limit of time."""

    def __init__(
        self,
        url: str,
        *,
        profile: str = "driving",
        most_places: int = MOST_PLACES,
        limit_seconds: float = 0.25,
    ) -> None:
        """Keep connections to the server open.

        Raises:
            ValueError: where the address is none.
        """
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError("the address of the route server must be an http or https address")
        if most_places < 2:
            raise ValueError("a table needs at least two places")
        self._table = f"{url.rstrip('/')}/table/v1/{profile}/"
        self._most, self._limit = most_places, limit_seconds
        self._pool = urllib3.PoolManager(maxsize=AT_ONCE, retries=False)

    def matrix(self, origins: Places, destinations: Places, depart_at: datetime) -> Seconds:
        """Return seconds[n, m]; infinite where no road leads, or none is near.

        The server knows one speed for all hours; `depart_at` belongs to the protocol.

        Raises:
            NoAnswer: where the server is not there, slow, or says what cannot be.
        """
        del depart_at
        ends = time.monotonic() + self._limit
        seconds = np.full((len(origins), len(destinations)), np.inf)
        here, there = np.flatnonzero(on_earth(origins)), np.flatnonzero(on_earth(destinations))
        parts = list(_parts(here, there, self._most))
        if not parts:
            return seconds

        def fill(part: tuple[Any, Any]) -> None:
            rows, columns = part
            seconds[np.ix_(rows, columns)] = self._asked(origins[rows], destinations[columns], ends)

        with ThreadPoolExecutor(min(AT_ONCE, len(parts))) as at_once:
            list(at_once.map(fill, parts))
        return seconds

    def _asked(self, origins: Places, destinations: Places, ends: float) -> Seconds:
        n, m = len(origins), len(destinations)
        left = ends - time.monotonic()
        if left <= 0:
            raise NoAnswer("the route server took too long")
        rows = np.concatenate([origins, destinations])
        where = ";".join(f"{longitude:.6f},{latitude:.6f}" for latitude, longitude in rows)
        sources, targets = _numbers(0, n), _numbers(n, n + m)
        try:
            answer = self._pool.request(
                "GET",
                f"{self._table}{where}?sources={sources}&destinations={targets}",
                timeout=urllib3.Timeout(total=left),
                redirect=False,
                preload_content=False,
            )
            content = answer.read(LARGEST_ANSWER)
            answer.release_conn()
        except urllib3.exceptions.HTTPError as fault:
            raise NoAnswer(f"the route server did not answer: {type(fault).__name__}") from None
        if answer.status != 200:
            raise NoAnswer(f"the route server answered with {answer.status}")
        return _table(content, n, m)


def _parts(here: Any, there: Any, most: int) -> Iterator[tuple[Any, Any]]:
    """Cut the matrix so that no part names more places than the server takes."""
    columns = min(max(len(there), 1), MOST_DESTINATIONS, most - 1)
    rows = most - columns
    for left in range(0, len(there), columns):
        for top in range(0, len(here), rows):
            yield here[top : top + rows], there[left : left + columns]


def _numbers(first: int, end: int) -> str:
    return ";".join(str(number) for number in range(first, end))


def _table(content: bytes, n: int, m: int) -> Seconds:
    try:
        said = json.loads(content)
        seconds = np.array(said["durations"], dtype=np.float64)  # null becomes not a number
        off_here = _snapped(said["sources"]) > FURTHEST_SNAP_M
        off_there = _snapped(said["destinations"]) > FURTHEST_SNAP_M
    except (ValueError, KeyError, TypeError) as fault:
        raise NoAnswer(f"the route server's answer is no table: {type(fault).__name__}") from None
    if seconds.shape != (n, m) or off_here.shape != (n,) or off_there.shape != (m,):
        raise NoAnswer("the route server's table has another shape than was asked for")
    seconds[np.isnan(seconds) | off_here[:, None] | off_there[None, :]] = np.inf
    return seconds


def _snapped(waypoints: list[dict[str, Any]]) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Return how far the server moved each place to a road; where it does not say, not at all."""
    return np.array([float(each.get("distance", 0.0)) for each in waypoints], dtype=np.float64)
