"""What is asked for case after case is worked out once: the newest few are kept."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Remembered(Generic[Key, Value]):
    """The values of the keys that were kept last. Safe to use from several threads."""

    def __init__(self, most: int) -> None:
        """Keep so many at most."""
        self._most, self._kept = most, OrderedDict[Key, Value]()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        """Return how many are kept."""
        return len(self._kept)

    def get(self, key: Key) -> Value | None:
        """Return the value, or none where it was never kept or is kept no longer."""
        return self._kept.get(key)

    def keep(self, key: Key, value: Value) -> None:
        """Keep the value; the one that was kept the longest ago goes where there are too many."""
        with self._lock:
            self._kept[key] = value
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
