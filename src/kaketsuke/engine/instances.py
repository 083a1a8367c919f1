"""Is an instance one that can be solved? Arrays checked before any loop touches them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from kaketsuke.engine.queues import Flags, Floats

# Beyond this, seconds could no longer be summed to a thousandth, and no shift lasts 30 years.
LONGEST_SECONDS: Final = 1e9


class MalformedInstance(ValueError):
    """The arrays cannot be what they are said to be; the message is one sentence."""


def seconds(name: str, given: Any, shape: tuple[int, ...], *, unlimited: bool = False) -> Floats:
    """Return the array as contiguous float64 of this shape.

    Raises:
        MalformedInstance: where it is no array of numbers, of another shape, or holds what is
            not a number, negative, or (unless `unlimited`: a limit so far away is none) endless.
    """
    array = np.asarray(given)
    if array.dtype.kind not in "fiu":
        raise MalformedInstance(f"{name} must hold numbers, not {array.dtype}")
    if array.shape != shape:
        raise MalformedInstance(f"{name} has the shape {array.shape}, expected {shape}")
    floats: NDArray[np.float64] = np.ascontiguousarray(array, dtype=np.float64)
    if not floats.size:
        return floats
    least, most = float(floats.min()), float(floats.max())  # not a number, if one is none
    if math.isnan(least):
        raise MalformedInstance(f"{name} holds a value that is not a number")
    if least < 0:
        raise MalformedInstance(f"{name} holds a negative value")
    if most > LONGEST_SECONDS and not unlimited:
        raise MalformedInstance(
            f"{name} holds an infinite value or one above {LONGEST_SECONDS:.0f}"
        )
    return floats


def seconds_of_pairs(name: str, given: Any, shape: tuple[int, ...], able: Flags | None) -> Floats:
    """Return the array as `seconds` does; infinite may be what is said to be infeasible.

    Raises:
        MalformedInstance: as `seconds` does.
    """
    array = np.asarray(given)
    endless = array.shape == shape and array.dtype.kind == "f" and bool(np.isposinf(array).any())
    if not endless:
        return seconds(name, array, shape)
    if able is not None and able.shape == shape:
        array = np.where(~able & np.isposinf(array), 0.0, array)
    if np.isposinf(array).any():
        raise MalformedInstance(
            f"{name} holds an infinite value; say in `feasible` who cannot serve whom"
        )
    return seconds(name, array, shape)


def flags(name: str, given: Any, shape: tuple[int, ...]) -> Flags:
    """Return the array as contiguous booleans of this shape; absent means all true.

    Raises:
        MalformedInstance: where it holds anything but true and false, or has another shape.
    """
    if given is None:
        return np.ones(shape, np.bool_)
    array = np.asarray(given)
    if array.dtype != np.bool_:
        raise MalformedInstance(f"{name} must hold true and false, not {array.dtype}")
    if array.shape != shape:
        raise MalformedInstance(f"{name} has the shape {array.shape}, expected {shape}")
    return np.ascontiguousarray(array)


def length(name: str, given: Any) -> int:
    """Return the length of a one-dimensional array.

    Raises:
        MalformedInstance: where it has more dimensions or none.
    """
    array = np.asarray(given)
    if array.ndim != 1:
        raise MalformedInstance(f"{name} has {array.ndim} dimensions, expected 1")
    return int(array.shape[0])


@dataclass(frozen=True, slots=True, eq=False)
class Instance:
    """Waiting cases and technicians of one moment; times are seconds from now."""

    ready: Floats  # [m] until the technician is free
    to_first: Floats  # [m, n] from his place to a case
    between: Floats  # [n, n] from case to case
    service: Floats  # [n] at the door
    feasible: Flags | None = None  # [m, n] may serve
    weight: Floats | None = None  # [n] how much a second of waiting counts
    until: Floats | None = None  # [m] end of shift

    def checked(self) -> CheckedInstance:
        """Return the instance with every array present and sound.

        Raises:
            MalformedInstance: with a sentence that names the array.
        """
        m, n = length("ready", self.ready), length("service", self.service)
        weight = np.ones(n) if self.weight is None else self.weight
        until = np.full(m, np.inf) if self.until is None else self.until
        feasible = flags("feasible", self.feasible, (m, n))
        return CheckedInstance(
            ready=seconds("ready", self.ready, (m,)),
            to_first=seconds_of_pairs("to_first", self.to_first, (m, n), feasible),
            between=seconds("between", self.between, (n, n)),
            service=seconds("service", self.service, (n,)),
            feasible=feasible,
            weight=seconds("weight", weight, (n,)),
            until=seconds("until", until, (m,), unlimited=True),
        )


@dataclass(frozen=True, slots=True, eq=False)
class CheckedInstance:
    """An instance whose arrays are all there, contiguous and sound."""

    ready: Floats
    to_first: Floats
    between: Floats
    service: Floats
    feasible: Flags
    weight: Floats
    until: Floats
