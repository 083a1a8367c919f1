"""Random numbers for compiled loops: the same seed gives the same numbers on every machine."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kaketsuke.engine.compiling import inlined

Luck = NDArray[np.uint64]


def luck_of(seed: int) -> Luck:
    """Return the state of the random numbers: every seed another, none of them 0."""
    spread = np.random.SeedSequence(abs(seed)).generate_state(1, np.uint64)
    return np.maximum(spread, np.uint64(1))


@inlined
def draw(luck: Luck) -> np.uint64:  # pragma: no cover
    """Return 64 random bits (xorshift) and move on."""
    bits = luck[0]
    bits ^= bits << np.uint64(13)
    bits ^= bits >> np.uint64(7)
    bits ^= bits << np.uint64(17)
    luck[0] = bits
    return np.uint64(bits)


@inlined
def below(luck: Luck, bound: int) -> int:  # pragma: no cover
    """Return a random integer from 0 to bound - 1."""
    high = draw(luck) >> np.uint64(32)
    return int(np.int64((high * np.uint64(bound)) >> np.uint64(32)))


@inlined
def chance(luck: Luck) -> float:  # pragma: no cover
    """Return a random number from 0 up to 1."""
    return np.float64(draw(luck) >> np.uint64(11)) * (1.0 / 9007199254740992.0)
