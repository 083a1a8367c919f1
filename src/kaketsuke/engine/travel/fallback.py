"""What if the provider is dead or slow? Then the ruler answers at once, and the answer says so."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime
from typing import Final, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from kaketsuke.engine.travel.answers import Answer, Because, TravelTimes
from kaketsuke.engine.travel.places import Places, Seconds
from kaketsuke.engine.travel.straight import LineByHour

LIMIT_SECONDS: Final = 0.25  # so that with the ruler's own time all is over within 0.3
REST_SECONDS: Final = 10.0  # how long a provider that failed is not asked again

log = logging.getLogger(__name__)


class NotReady(Exception):
    """The provider has not read its roads yet."""


@runtime_checkable
class KnowsItsEdges(Protocol):
    """A provider that can tell a place it does not know from one that no road leads to."""

    def covers(self, rows: Places) -> NDArray[np.bool_]:
        """Return which places lie at the roads that are known."""
        ...


class Guarded:
    """A provider with the ruler behind it. Safe to use from several threads.

    With a limit the provider is asked in a thread of its own, which nobody waits for once the
    limit is over; without one (its time is its own work, not somebody else's) it is asked here.
    """

    def __init__(
        self,
        provider: TravelTimes | None,
        *,
        ruler: TravelTimes | None = None,
        limit_seconds: float | None = LIMIT_SECONDS,
        rest_seconds: float = REST_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Guard the provider; without one every time is an estimate by distance."""
        self._provider = provider
        self._ruler = ruler or LineByHour()
        self._limit, self._rest, self._clock = limit_seconds, rest_seconds, clock
        self._rests_until, self._rests_because = -np.inf, Because.DEAD

    def matrix(self, origins: Places, destinations: Places, depart_at: datetime) -> Seconds:
        """Return seconds[n, m], by the provider or by distance; infinite for a place that is none.

        Raises:
            ValueError: where `depart_at` has no time zone.
        """
        return self.ask(origins, destinations, depart_at).seconds

    def ask(self, origins: Places, destinations: Places, depart_at: datetime) -> Answer:
        """Return the times and which of them are estimates by distance, with why."""
        if self._provider is None:
            return self._estimated(origins, destinations, depart_at, Because.NO_ROADS)
        found = self._asked(self._provider, origins, destinations, depart_at)
        if isinstance(found, Because):
            return self._estimated(origins, destinations, depart_at, found)
        unknown = self._unknown(self._provider, found, origins, destinations)
        if unknown.any():
            estimates = self._ruler.matrix(origins, destinations, depart_at)
            unknown &= np.isfinite(estimates)
            found = np.where(unknown, estimates, found)
        return Answer(found, unknown, Because.OFF_ROADS if unknown.any() else None)

    def _estimated(
        self, origins: Places, destinations: Places, depart_at: datetime, because: Because
    ) -> Answer:
        seconds = self._ruler.matrix(origins, destinations, depart_at)
        return Answer(seconds, np.ones(seconds.shape, np.bool_), because)

    def _asked(
        self, provider: TravelTimes, origins: Places, destinations: Places, depart_at: datetime
    ) -> Seconds | Because:
        if self._clock() < self._rests_until:
            return self._rests_because
        attempt = _Attempt(provider, origins, destinations, depart_at)
        found = attempt.now() if self._limit is None else attempt.within(self._limit)
        if isinstance(found, Because) and found is not Because.STARTING:
            self._rests_because, self._rests_until = found, self._clock() + self._rest
        return found

    def _unknown(
        self, provider: TravelTimes, found: Seconds, origins: Places, destinations: Places
    ) -> NDArray[np.bool_]:
        """Return the pairs without a time of which the provider does not know both places."""
        without = ~np.isfinite(found)
        if without.any() and isinstance(provider, KnowsItsEdges):
            both = provider.covers(origins)[:, None] & provider.covers(destinations)[None, :]
            without &= ~both
        return without


class _Attempt:
    """One question to a provider, whose answer may come too late for whoever asked."""

    def __init__(
        self, provider: TravelTimes, origins: Places, destinations: Places, depart_at: datetime
    ) -> None:
        self._provider = provider
        self._question = (origins, destinations, depart_at)
        self._found: Seconds | Because = Because.SLOW

    def now(self) -> Seconds | Because:
        """Ask here and wait."""
        origins, destinations, _ = self._question
        try:
            found = np.asarray(self._provider.matrix(*self._question), dtype=np.float64)
        except NotReady:
            return Because.STARTING
        except Exception:  # noqa: BLE001 - whatever ails a provider, the case must go on
            # The error may quote an address with coordinates, so that only its kind is kept.
            log.warning("travel times: the provider failed; times are estimates by distance")
            return Because.DEAD
        senseless = found.shape != (len(origins), len(destinations)) or bool((found < 0).any())
        if senseless or bool(np.isnan(found).any()):
            log.warning("travel times: the provider answered what cannot be")
            return Because.DEAD
        return found

    def within(self, limit_seconds: float) -> Seconds | Because:
        """Ask in a thread of its own and wait no longer than that."""
        thread = threading.Thread(target=self._keep, name="travel-times", daemon=True)
        thread.start()
        thread.join(limit_seconds)
        return self._found

    def _keep(self) -> None:
        self._found = self.now()
