"""Whom to ask at once, whom after them, and for how long?

The least expected time to the door, with a price on each firm that is asked in vain. Somebody says
yes after an answer time that is exponential, or no after such a time, or nothing; the first yes of
a wave wins, whoever it is. That is what may speak against asking a distant technician beside a
near one, and the refusals and silences of one after the other are what speaks for it.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from kaketsuke.engine import wave_search
from kaketsuke.engine.policy import WaveFigures
from kaketsuke.engine.queues import Floats, Integers

NODES: Final = 24  # of the integral over a window


@dataclass(frozen=True, slots=True)
class Prospect:
    """Somebody who can be asked."""

    key: int  # the caller's own number for them
    door_seconds: float  # from a yes to the door, with what else is weighed in seconds
    chance: float  # that they would say yes, given time
    passes: float  # that they would say no, given time
    answer_seconds: float  # mean time until either
    firm: int


@dataclass(frozen=True, slots=True)
class Wave:
    """Who is asked at once and for how long."""

    keys: tuple[int, ...]
    seconds: float
    expected_seconds: float  # of this wave and all that follow, prices included


@dataclass(frozen=True, slots=True, eq=False)
class _Tables:
    people: Floats
    firms: Integers
    late: Floats
    over: Floats
    nodes: Floats
    weights: Floats


def next_wave(
    prospects: Sequence[Prospect], *, offer_seconds: float, at_once: int, figures: WaveFigures
) -> Wave | None:
    """Return the first wave of the best sequence of waves; None where nobody can be asked.

    Exact among the first `figures.head` prospects; those beyond, in the order given, come in waves
    that are runs of that order. Nobody beyond `figures.tail` is looked at.
    """
    if not prospects:
        return None
    looked_at = prospects[: max(figures.tail, 1)]
    windows = np.array(figures.windows, dtype=np.float64) * offer_seconds
    tables = _tables(looked_at, windows)
    head = min(len(looked_at), figures.head)
    size = max(1, min(at_once, len(looked_at)))
    arrays = (
        tables.people,
        tables.firms,
        tables.late,
        tables.over,
        tables.nodes,
        tables.weights,
        figures.vain,
    )
    after = wave_search.value_of_runs(head, *arrays, size, figures.nobody)
    bits, window, value = wave_search.best_first_wave(
        *wave_search.costs_of_all(head, *arrays, size), after
    )
    return Wave(
        tuple(looked_at[at].key for at in range(head) if bits >> at & 1),
        float(windows[window]),
        float(value),
    )


def _tables(prospects: Sequence[Prospect], windows: Floats) -> _Tables:
    at, share = np.polynomial.legendre.leggauss(NODES)
    nodes = windows[:, None] * (at + 1.0) / 2.0
    weights = windows[:, None] * share / 2.0
    people = np.array(
        [
            (each.door_seconds, each.chance, each.passes, max(each.answer_seconds, 1.0))
            for each in prospects
        ],
        dtype=np.float64,
    )
    answer = people[:, 3]
    return _Tables(
        people,
        np.array([each.firm for each in prospects], dtype=np.int64),
        np.exp(-nodes[:, None, :] / answer[None, :, None]),
        np.exp(-windows[:, None] / answer[None, :]),
        nodes,
        weights,
    )


@functools.cache
def warm_up() -> None:
    """Compile the loops, or load them as compiled before; later calls return at once."""
    one = Prospect(0, 60.0, 0.5, 0.2, 20.0, 0)
    figures = WaveFigures((1.0,), 1.0, 100.0, 1, 2)
    next_wave([one, one], offer_seconds=90.0, at_once=1, figures=figures)
