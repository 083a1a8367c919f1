"""Python functions as machine code, compiled once and kept beside the sources."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final, TypeVar, cast

import numba
import numpy as np

F = TypeVar("F", bound=Callable[..., Any])

# An index that is known not to be negative: a compiled loop need not ask whether it counts from the
# end. Worth it in the innermost loops, which become up to twice as fast.
index: Final = np.uint64
ONE: Final = index(1)

HERE: Final = Path(__file__).parent
# The modules whose functions call each other as machine code. What is kept for one of them is
# stale when any of them changes, which numba alone does not see.
TOGETHER: Final = (
    "compiling",
    "queues",
    "luck",
    "moves",
    "annealing",
    "matching",
    "few_cases",
    "wave_search",
    "travel/roads/districts",
    "travel/roads/hierarchy",
    "fetching",
    "travel/roads/grid",
    "travel/roads/snapping",
    "travel/roads/searching",
    "travel/roads/joining",
)


def _fingerprint() -> str:
    digest = hashlib.sha256()
    for name in TOGETHER:
        digest.update((HERE / f"{name}.py").read_bytes())
    return digest.hexdigest()[:16]


def _places() -> Iterator[Path]:
    if SETTINGS["CACHE_DIR"]:
        yield Path(SETTINGS["CACHE_DIR"])
    yield HERE / "__pycache__"
    with contextlib.suppress(RuntimeError):  # an account without a home
        yield Path.home() / ".cache" / "kaketsuke"


def _place() -> Path | None:
    """Return the first place that this account may write to: it runs nobody else's code."""
    for place in _places():
        with contextlib.suppress(OSError):
            place.mkdir(parents=True, exist_ok=True)
            if os.access(place, os.W_OK):
                return place / f"compiled-{_fingerprint()}"
    return None


# The compiler's own settings, which it reads when a function is handed to it.
SETTINGS: Final = vars(numba.config)
# Without a place to keep it the code is made anew at each start.
KEPT_IN: Final = _place()


def compiled(function: F) -> F:
    """Return the function as machine code; it holds no lock that other threads wait for."""
    return _kept(function, forceinline=False)


def inlined(function: F) -> F:
    """Return the function as machine code that is set into each of its callers, without a call."""
    return _kept(function, forceinline=True)


def _kept(function: F, *, forceinline: bool) -> F:
    before = SETTINGS["CACHE_DIR"]
    SETTINGS["CACHE_DIR"] = str(KEPT_IN or before)
    try:
        compiler = numba.njit(
            cache=KEPT_IN is not None, nogil=True, error_model="numpy", forceinline=forceinline
        )
        return cast(F, compiler(function))
    finally:
        SETTINGS["CACHE_DIR"] = before
