"""Which provider of travel times? The one that the settings name, with the ruler behind it."""

from __future__ import annotations

import functools
import logging
import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kaketsuke.engine.travel import lessons
from kaketsuke.engine.travel.answers import TravelTimes
from kaketsuke.engine.travel.fallback import Guarded, KnowsItsEdges, NotReady
from kaketsuke.engine.travel.learned import Learned, Lessons, Taught
from kaketsuke.engine.travel.osrm import RouteServer
from kaketsuke.engine.travel.places import Places, Seconds
from kaketsuke.engine.travel.straight import LineByHour

FIRST_WAIT_SECONDS: Final = 0.2  # a small map is read in less

log = logging.getLogger(__name__)


@functools.cache
def chosen(*, roads: str = "", osrm_url: str = "", taught_by: str = "") -> Guarded:
    """Return the provider of this process, made once: roads of our own, a route server, or none.

    `roads` is a file made by `kaketsuke roads build`; it is read in the background at the first
    question, and until then times are estimates by distance. `taught_by` is a file made by
    `kaketsuke roads learn`; one that cannot be used corrects nothing.
    """
    taught = _taught(taught_by, base_of(roads=roads, osrm_url=osrm_url))
    if roads:
        return Guarded(Learned(Later(lambda: _read(Path(roads))), taught), limit_seconds=None)
    if osrm_url:
        return Guarded(Learned(RouteServer(osrm_url), taught))
    return Guarded(None, ruler=Learned(LineByHour(), taught))


def bare(*, roads: str = "", osrm_url: str = "") -> TravelTimes:
    """Return whose times trips correct: read here and now, with no ruler behind it.

    Raises:
        RoadsUnusable: where the file of roads cannot be used.
    """
    if roads:
        return _read(Path(roads))
    return RouteServer(osrm_url, limit_seconds=10.0) if osrm_url else LineByHour()


def base_of(*, roads: str = "", osrm_url: str = "") -> str:
    """Return the name of whose times trips correct."""
    if roads:
        return "roads"
    return "a route server" if osrm_url else "distance"


def _taught(path: str, base: str) -> Taught:
    return lessons.OnFile(Path(path), base=base) if path else Lessons({})


def _read(path: Path) -> TravelTimes:
    # The packages for roads are heavy and partly optional: only who uses roads loads them.
    from kaketsuke.engine.travel.roads import provider  # noqa: PLC0415

    return provider.read(path)


class Later:
    """A provider that is made in the background when it is asked for the first time."""

    def __init__(
        self, make: Callable[[], TravelTimes], *, first_wait_seconds: float = FIRST_WAIT_SECONDS
    ) -> None:
        """Keep how the provider is made."""
        self._make, self._wait = make, first_wait_seconds
        self._made: TravelTimes | None = None
        self._fault: Exception | None = None
        self._lock, self._over = threading.Lock(), threading.Event()
        self._begun = False

    def matrix(self, origins: Places, destinations: Places, depart_at: datetime) -> Seconds:
        """Return seconds[n, m].

        Raises:
            NotReady: while it is being made.
            Exception: whatever went wrong when it was made.
        """
        return self._ready().matrix(origins, destinations, depart_at)

    def covers(self, rows: Places) -> NDArray[np.bool_]:
        """Return which places the provider knows. Raises: as `matrix`."""
        made = self._ready()
        if isinstance(made, KnowsItsEdges):
            return made.covers(rows)
        return np.zeros(len(rows), np.bool_)

    def _ready(self) -> TravelTimes:
        if self._made is not None:
            return self._made
        with self._lock:
            first, self._begun = not self._begun, True
        if first:
            threading.Thread(target=self._prepare, name="travel-roads", daemon=True).start()
            self._over.wait(self._wait)
        return self._finished()

    def _finished(self) -> TravelTimes:
        if self._fault is not None:
            raise self._fault
        if self._made is None:
            raise NotReady
        return self._made

    def _prepare(self) -> None:
        try:
            self._made = self._make()
        except Exception as fault:  # noqa: BLE001 - told to whoever asks, in their own thread
            log.error("travel times: the roads cannot be used: %s", fault)
            self._fault = fault
        finally:
            self._over.set()
