"""Who goes? A frozen snapshot in; whom to ask in which order, and why not the others, out.

Everybody is weighed in columns. What a rank is made of is put into words only for those shown.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol, cast, runtime_checkable
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from kaketsuke.engine import factors, travel
from kaketsuke.engine.crew import AGAINST, BIT, STARTS, Bits, Candidate, FirmFacts, Flags, Floats
from kaketsuke.engine.factors import LeftOut, Ranked, Weighed
from kaketsuke.engine.reasons import Code, Reason
from kaketsuke.engine.snapshot import Snapshot
from kaketsuke.engine.waves import Prospect

__all__ = [
    "Candidate",
    "FirmFacts",
    "LeftOut",
    "Ranked",
    "Ranking",
    "Snapshot",
    "rank",
]


@runtime_checkable
class SaysWhatItGuesses(Protocol):
    """Travel times that say which of them are estimates by distance, because roads are silent."""

    def ask(
        self, origins: travel.Places, destinations: travel.Places, depart_at: datetime
    ) -> travel.Answer:
        """Return the times and which of them are estimates."""
        ...


OFF_ROADS: Final = STARTS.index(Code.POSITION_OFF_ROADS)


@dataclass(frozen=True, slots=True, eq=False)
class Ranking(Weighed):
    """The policy's answer: whom to ask in which order. Words are made on demand."""

    def __len__(self) -> int:
        """Return how many can be asked."""
        return len(self.order)

    def best(self, limit: int | None = None) -> tuple[Ranked, ...]:
        """Return those who can be asked, the first to ask first, and what their rank is made of."""
        return factors.ranked(self, self.order[:limit])

    def of(self, rows: Sequence[int]) -> tuple[Ranked, ...]:
        """Return the candidates of these rows of the crew, with what their rank is made of."""
        return factors.ranked(self, np.array(rows, dtype=np.int64))

    def others(self, limit: int | None = None) -> tuple[LeftOut, ...]:
        """Return those who cannot be asked and why: whom little hinders first, then the nearest."""
        rows = np.flatnonzero(self.against)
        hindered = np.bitwise_count(self.against[rows])
        return factors.left_out(self, rows[np.lexsort((self.way[rows], hindered))][:limit])

    def one(self, technician_id: UUID) -> Ranked | None:
        """Return one candidate with what the rank is made of, whatever speaks against it."""
        row = self._row(technician_id)
        return None if row is None or not np.isfinite(self.way[row]) else self.of([row])[0]

    def way_of(self, technician_id: UUID) -> float | None:
        """Return the seconds of travel of somebody who can be asked."""
        row = self._row(technician_id)
        return None if row is None or self.against[row] else float(self.way[row])

    def against_whom(self, technician_id: UUID) -> tuple[Reason, ...]:
        """Return why somebody cannot be asked; empty where nothing speaks against it."""
        row = self._row(technician_id)
        return () if row is None else factors.against(self, row)

    def _row(self, technician_id: UUID) -> int | None:
        ids = (each.technician_id for each in self.snapshot.crew.candidates)
        return next((row for row, each in enumerate(ids) if each == technician_id), None)

    def counted(self) -> dict[str, int]:
        """Return how many are left out for each reason."""
        found = {str(code): int(np.count_nonzero(self.against & BIT[code])) for code in AGAINST}
        return {code: count for code, count in found.items() if count}

    def prospects(self, limit: int | None = None) -> tuple[Prospect, ...]:
        """Return what a wave needs to know of those who can be asked, in their order."""
        crew, rows = self.snapshot.crew, self.order[:limit]
        beside = crew.fairness[rows] + crew.cost[rows] + self.snapshot.cover[rows]
        door = crew.ready[rows] + self.way[rows] + beside
        return tuple(
            Prospect(*each)
            for each in zip(
                rows.tolist(),
                np.maximum(door, 0.0).tolist(),
                crew.chance[rows].tolist(),
                crew.passes[rows].tolist(),
                crew.answer[rows].tolist(),
                crew.firm[rows].tolist(),
                strict=True,
            )
        )


def rank(snapshot: Snapshot, *, times: travel.TravelTimes | None = None) -> Ranking:
    """Return the technicians who can be asked, the soonest at the door first, all in all.

    What counts is the expected time to the door (travel, work still in hand, time to answer, what
    a refusal costs by its chance), then fairness between firms, cost and the cover left behind,
    each in seconds. Equal sums are ordered by id: the same snapshot always gives the same order.
    """
    way, starts, estimated = _ways(snapshot, times or travel.StraightLine())
    against = _hindered(snapshot, way)
    total = snapshot.beside_travel + way
    return Ranking(snapshot, _order(total, against == 0), way, total, starts, against, estimated)


def _order(total: Floats, able: Flags) -> NDArray[np.int64]:
    """Return the rows of those who are able by their sums; equal sums stay in the order of rows."""
    rows = np.flatnonzero(able)
    sums = total[rows]
    order = np.argsort(sums)  # several times faster than the stable sort, which only ties need
    sums = sums[order]
    if (sums[1:] == sums[:-1]).any():
        order = np.argsort(total[rows], kind="stable")
    ordered: NDArray[np.int64] = rows[order]
    return ordered


def _ways(snapshot: Snapshot, times: travel.TravelTimes) -> tuple[Floats, NDArray[np.int8], Flags]:
    """Return the seconds of travel, from where, and which of them a fallback gave by distance.

    Who stands off all roads, in the sea or on no map, sets out from the base.
    """
    crew, none = snapshot.crew, np.zeros(len(snapshot.crew.candidates), np.bool_)
    if not crew.candidates:
        return np.zeros(0), crew.starts, none
    way, estimated = _asked(times, crew.origins, snapshot)
    astray = np.isinf(way)
    if not estimated.all():
        astray |= estimated
    lost = np.flatnonzero(astray)
    lost = lost[crew.starts[lost] == 0]
    if not lost.size:
        return way, crew.starts, estimated
    starts = crew.starts.copy()
    way[lost], estimated[lost] = _asked(times, crew.homes[lost], snapshot)
    starts[lost] = OFF_ROADS
    return way, starts, estimated


def _asked(times: travel.TravelTimes, origins: Floats, snapshot: Snapshot) -> tuple[Floats, Flags]:
    if not _says_what_it_guesses(type(times)):
        way = _sound(times.matrix(origins, snapshot.door, snapshot.taken_at)[:, 0])
        return way, np.zeros(len(way), np.bool_)
    answer = cast(SaysWhatItGuesses, times).ask(origins, snapshot.door, snapshot.taken_at)
    told = answer.because is not travel.Because.NO_ROADS
    return _sound(answer.seconds[:, 0]), answer.estimated[:, 0] & told


@functools.cache  # the question takes several microseconds, once for each case
def _says_what_it_guesses(kind: type[travel.TravelTimes]) -> bool:
    return issubclass(kind, SaysWhatItGuesses)


def _sound(seconds: Floats) -> Floats:
    """A time that is none, negative or not a number, is no way at all."""
    with np.errstate(invalid="ignore"):
        way: Floats = np.where(seconds >= 0.0, seconds, np.inf)
    return way


def _hindered(snapshot: Snapshot, way: Floats) -> Bits:
    """Return what speaks against each: the standing reasons, and those of this way.

    Of whoever is too far away, or not on shift at all, the end of the shift says nothing more.
    """
    longest = snapshot.policy.step(snapshot.widened).longest_travel
    against = snapshot.crew.against.copy()
    beyond = np.flatnonzero(way > np.minimum(snapshot.slack, longest))
    if not beyond.size:
        return against
    seconds, so_far = way[beyond], against[beyond]
    no_way, late = np.isinf(seconds), seconds > snapshot.slack[beyond]
    too_far = ~no_way & (seconds > longest)
    late &= ~no_way & ~too_far & (so_far & BIT[Code.OFF_SHIFT] == 0)
    no_way &= so_far & BIT[Code.NO_PLACE] == 0
    so_far |= no_way * BIT[Code.NO_WAY] | too_far * BIT[Code.TOO_FAR] | late * BIT[Code.SHIFT_ENDS]
    against[beyond] = so_far
    return against
