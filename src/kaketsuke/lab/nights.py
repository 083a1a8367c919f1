"""An invented night: who calls when and where, and how each technician would answer if asked.

Everything that chance decides is drawn beforehand, each kind from a stream of its own. So two
rules that are played on one night meet the same calls, ways, works and answers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kaketsuke.engine import travel

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

SIDE_KM: Final = 60.0
MIDDLE: Final = (35.68, 139.70)
ROUNDS: Final = 4  # how often somebody may be asked for the same case with another answer
KM_A_DEGREE: Final = 111.2


@dataclass(frozen=True, slots=True)
class Size:
    """How large a night is."""

    cases: int = 300
    technicians: int = 100
    firms: int = 10
    hours: float = 10.0
    towns: int = 5
    past_offers: int = 60  # of each firm, before this night


@dataclass(frozen=True, slots=True, eq=False)
class Firms:
    """How the firms really are; no rule is told."""

    chance: Floats  # [f] that somebody of it says yes
    passes: Floats  # [f] that somebody says no
    answer: Floats  # [f] mean seconds until either
    past: NDArray[np.int64]  # [f, 3] yes, no, silence of the past
    past_answer: Floats  # [f] summed seconds until the answers of the past


@dataclass(frozen=True, slots=True, eq=False)
class Night:
    """All that chance has decided. Places are latitude and longitude, times seconds."""

    size: Size
    towns: Floats  # [k, 2]
    town_weights: Floats  # [k]
    calls: Floats  # [n] when each calls, in order
    places: Floats  # [n, 2]
    work: Floats  # [n] at the door
    homes: Floats  # [m, 2]
    firm: Integers  # [m]
    firms: Firms
    says: Floats  # [ROUNDS, n, m] from 0 to 1, held against the firm's chances
    thinks: Floats  # [ROUNDS, n, m] time to answer, as a multiple of the firm's mean
    road: Floats  # [n, m] the true way, as a multiple of the estimated one


def draw(seed: int, size: Size | None = None) -> Night:
    """Return the night of a seed."""
    size = size or Size()
    streams = np.random.SeedSequence(seed).spawn(6)
    arrivals, places, crew, travels, works, answers = map(np.random.default_rng, streams)
    n, m = size.cases, size.technicians
    towns = _square(places, size.towns)
    weights = places.dirichlet(np.full(size.towns, 3.0))
    return Night(
        size=size,
        towns=towns,
        town_weights=weights,
        calls=np.sort(_hours_of_calls(arrivals, n) * size.hours * 3600.0),
        places=_around(places, towns, weights, n),
        work=works.lognormal(np.log(1500.0), 0.5, n),
        homes=_around(crew, towns, weights, m),
        firm=crew.permutation(np.arange(m) % size.firms),
        firms=_firms(crew, size),
        says=answers.random((ROUNDS, n, m)),
        thinks=answers.exponential(1.0, (ROUNDS, n, m)),
        road=travels.lognormal(0.0, 0.15, (n, m)),
    )


def _hours_of_calls(chance: np.random.Generator, count: int) -> Floats:
    """More calls when people come home than before dawn: from 0 to 1 over the night."""
    return chance.beta(1.6, 2.4, count)


def _square(chance: np.random.Generator, count: int) -> Floats:
    kilometres = chance.uniform(-SIDE_KM / 2, SIDE_KM / 2, (count, 2))
    return _on_earth(kilometres)


def _on_earth(kilometres: Floats) -> Floats:
    shrink = np.cos(np.radians(MIDDLE[0]))
    scale = np.array([KM_A_DEGREE, KM_A_DEGREE * shrink])
    places: Floats = np.array(MIDDLE) + kilometres / scale
    return places


def _around(chance: np.random.Generator, towns: Floats, weights: Floats, count: int) -> Floats:
    """Two of three live in a town, the others anywhere."""
    at_home = towns[chance.choice(len(towns), count, p=weights)]
    spread = _on_earth(chance.normal(0.0, 4.0, (count, 2))) - np.array(MIDDLE)
    anywhere = _square(chance, count)
    in_town = chance.random(count) < 2 / 3
    edges = _on_earth(np.array([[-SIDE_KM / 2] * 2, [SIDE_KM / 2] * 2]))
    found: Floats = np.clip(
        np.where(in_town[:, None], at_home + spread, anywhere), edges[0], edges[1]
    )
    return found


def _firms(chance: np.random.Generator, size: Size) -> Firms:
    """Some accept nearly always, some are often silent; some answer at once, some slowly."""
    yes = chance.beta(2.0, 2.4, size.firms) * 0.9 + 0.05
    no = (1.0 - yes) * chance.uniform(0.2, 0.8, size.firms)
    answer = chance.uniform(15.0, 75.0, size.firms)
    past = np.array(
        [
            chance.multinomial(size.past_offers, [a, b, max(1.0 - a - b, 0.0)])
            for a, b in zip(yes, no, strict=True)
        ],
        dtype=np.int64,
    ).reshape(size.firms, 3)
    answered = past[:, :2].sum(axis=1)
    took = np.array(
        [
            chance.exponential(mean, count).sum()
            for mean, count in zip(answer, answered, strict=True)
        ]
    )
    return Firms(yes, no, answer, past, took)


def way(here: tuple[float, float], there: tuple[float, float]) -> float:
    """Return the estimated seconds between two places."""
    times = travel.StraightLine(road_factor=1.3, speed_kmh=30.0)
    metres = travel.great_circle_m(travel.places([here]), travel.places([there]))[0, 0]
    return float(metres) * times.road_factor / (times.speed_kmh / 3.6)
