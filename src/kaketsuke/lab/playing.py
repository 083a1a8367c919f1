"""Play a night under a rule: calls come, technicians are asked, drive, work and are free again."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

import numpy as np

from kaketsuke.engine import habits, ranking, travel, waves
from kaketsuke.engine.habits import Counts
from kaketsuke.lab.nights import ROUNDS, Floats, Night, way
from kaketsuke.lab.rules import Rule

BEGINS: Final = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
# Where nobody is left, a human looks further after so long, whatever the rule.
LOOKS_AGAIN_SECONDS: Final = 300.0
RULER: Final = travel.StraightLine()


@dataclass(frozen=True, slots=True)
class Visit:
    """Who went to a case, and when."""

    case: int
    technician: int
    accepted: float
    arrived: float
    done: float


@dataclass(frozen=True, slots=True, eq=False)
class Played:
    """What became of a night."""

    visits: tuple[Visit, ...]  # in the order of the cases
    door: Floats  # [n] seconds from the call to the door
    asked: Floats  # [n] how many were asked
    in_vain: Floats  # [n] how many firms were asked in vain


@dataclass(slots=True)
class _Case:
    """A case that looks for somebody."""

    number: int
    round: int = 0
    wave: int = 0
    live: set[int] = field(default_factory=set)
    asked: set[int] = field(default_factory=set)
    wave_firms: set[int] = field(default_factory=set)


def play(night: Night, rule: Rule) -> Played:
    """Return what becomes of the night under the rule. The same night and rule give the same."""
    return _Desk(night, rule).run()


class _Desk:
    """The state of one night: what is out, who is where, who is free when."""

    def __init__(self, night: Night, rule: Rule) -> None:
        self.night, self.rule = night, rule
        self.places = night.homes.copy()
        self.free_at = np.zeros(night.size.technicians)
        self.busy_with: dict[int, int] = {}  # technician -> case that asks
        self.counts = [
            Counts(int(row[0]), int(row[1]), int(row[2]), float(took))
            for row, took in zip(night.firms.past, night.firms.past_answer, strict=True)
        ]
        self.taken = [0] * night.size.firms
        self.visits: dict[int, Visit] = {}
        self.asked, self.in_vain = np.zeros(night.size.cases), np.zeros(night.size.cases)
        self.cases = [_Case(number) for number in range(night.size.cases)]
        self.order = itertools.count()
        self.events: list[tuple[float, int, str, tuple[int, ...]]] = []
        self.demand = tuple(
            ((float(place[0]), float(place[1])), float(weight))
            for place, weight in zip(night.towns, night.town_weights, strict=True)
        )

    def run(self) -> Played:
        """Go from event to event until every case has somebody."""
        for case, at in enumerate(self.night.calls.tolist()):
            self._later(at, "seek", case)
        happens: dict[str, Callable[..., None]] = {
            "seek": self._seek,
            "answer": self._answered,
            "end": self._end,
        }
        while self.events:
            at, _, kind, what = heapq.heappop(self.events)
            happens[kind](at, *what)
        visits = tuple(self.visits[case] for case in range(self.night.size.cases))
        door = np.array([each.arrived for each in visits]) - self.night.calls
        return Played(visits, door, self.asked, self.in_vain)

    def _later(self, at: float, kind: str, *what: int) -> None:
        heapq.heappush(self.events, (at, next(self.order), kind, what))

    def _seek(self, at: float, case: int) -> None:
        """Ask the next wave; with nobody left, look again later and further."""
        state, rule = self.cases[case], self.rule
        order = ranking.rank(self._snapshot(at, state), times=RULER)
        step = rule.policy.step(state.round)
        wave = waves.next_wave(
            order.prospects(rule.policy.waves.tail),
            offer_seconds=rule.offer_seconds,
            at_once=step.at_once,
            figures=rule.policy.waves,
        )
        if wave is None:
            state.round += 1
            state.asked.clear()
            self._later(at + LOOKS_AGAIN_SECONDS, "seek", case)
            return
        state.wave += 1
        state.live, state.wave_firms = set(wave.keys), set()
        for technician in wave.keys:
            self._ask(at, state, technician, wave.seconds)
        self._later(at + wave.seconds, "end", case, state.wave)

    def _ask(self, at: float, state: _Case, technician: int, seconds: float) -> None:
        firm = int(self.night.firm[technician])
        state.asked.add(technician)
        state.wave_firms.add(firm)
        self.busy_with[technician] = state.number
        self.asked[state.number] += 1
        yes, answers = self._decided(state, technician)
        if yes is not None and answers < seconds:
            self._later(at + answers, "answer", state.number, state.wave, technician, int(yes))

    def _decided(self, state: _Case, technician: int) -> tuple[bool | None, float]:
        """Return yes, no or silence as drawn, and after how long.

        Where everybody was asked in vain so many times, a human telephones and finds somebody.
        """
        if state.round >= ROUNDS:
            return True, self.rule.offer_seconds / 4.0
        firm, firms = int(self.night.firm[technician]), self.night.firms
        drawn = (state.round, state.number, technician)
        answers = float(self.night.thinks[drawn] * firms.answer[firm])
        says = self.night.says[drawn]
        if says < firms.chance[firm]:
            return True, answers
        return (False if says < firms.chance[firm] + firms.passes[firm] else None), answers

    def _answered(self, at: float, case: int, wave: int, technician: int, yes: int) -> None:
        state = self.cases[case]
        if state.wave != wave or technician not in state.live:
            return
        _, took = self._decided(state, technician)
        self._count(technician, Counts(yes, 1 - yes, 0, took))
        if yes:
            self._bind(at, state, technician)
            return
        self._leave(state, technician)
        if not state.live:
            self._over(at, state)

    def _bind(self, at: float, state: _Case, technician: int) -> None:
        firm, case = int(self.night.firm[technician]), state.number
        self.in_vain[case] += len(state.wave_firms - {firm})
        for each in tuple(state.live):
            self._leave(state, each)
        state.wave = -1
        here = (float(self.places[technician, 0]), float(self.places[technician, 1]))
        there = (float(self.night.places[case, 0]), float(self.night.places[case, 1]))
        arrived = at + way(here, there) * float(self.night.road[case, technician])
        done = arrived + float(self.night.work[case])
        self.places[technician], self.free_at[technician] = there, done
        self.taken[firm] += 1
        self.visits[case] = Visit(case, technician, at, arrived, done)

    def _end(self, at: float, case: int, wave: int) -> None:
        """The wave's time is over: whoever is left was silent."""
        state = self.cases[case]
        if state.wave != wave:
            return
        for technician in tuple(state.live):
            self._count(technician, Counts(silent=1))
            self._leave(state, technician)
        self._over(at, state)

    def _over(self, at: float, state: _Case) -> None:
        self.in_vain[state.number] += len(state.wave_firms)
        state.wave += 1  # what was still to come of the wave finds it over
        self._seek(at, state.number)

    def _leave(self, state: _Case, technician: int) -> None:
        state.live.discard(technician)
        self.busy_with.pop(technician, None)

    def _count(self, technician: int, seen: Counts) -> None:
        firm = int(self.night.firm[technician])
        self.counts[firm] = self.counts[firm] + seen

    def _snapshot(self, at: float, state: _Case) -> ranking.Snapshot:
        now = BEGINS + timedelta(seconds=at)
        place = self.night.places[state.number]
        return ranking.Snapshot(
            taken_at=now,
            today=now.date(),
            destination=(float(place[0]), float(place[1])),
            candidates=tuple(self._candidate(at, each, state) for each in self._everybody()),
            firms=self._firms(),
            demand=self.demand,
            widened=state.round,
            policy=self.rule.policy,
        )

    def _everybody(self) -> range:
        return range(self.night.size.technicians)

    def _candidate(self, at: float, technician: int, state: _Case) -> ranking.Candidate:
        place = (float(self.places[technician, 0]), float(self.places[technician, 1]))
        firm = UUID(int=int(self.night.firm[technician]))
        return ranking.Candidate(
            technician_id=UUID(int=technician),
            firm_id=firm,
            home=place,
            position=place,
            position_at=BEGINS + timedelta(seconds=at),
            chain=(firm,),
            bound=bool(self.free_at[technician] > at),
            asked_elsewhere=technician in self.busy_with,
            asked_before=technician in state.asked,
        )

    def _firms(self) -> dict[UUID, ranking.FirmFacts]:
        if not self.rule.learns:
            return {}
        learned, _ = habits.learned(dict(enumerate(self.counts)), self.rule.policy.habits)
        share = 1.0 / self.night.size.firms
        return {
            UUID(int=firm): ranking.FirmFacts(
                habit=learned[firm], assigned=self.taken[firm], share=share
            )
            for firm in range(self.night.size.firms)
        }
