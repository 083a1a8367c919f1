"""What trips taught, on a file: so that every process corrects its times by the same lessons."""

from __future__ import annotations

import json
import logging
import math
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from kaketsuke.engine.travel.learned import Key, Lesson, Lessons

VERSION: Final = 1
LOOKED_AFTER_SECONDS: Final = 60.0

log = logging.getLogger(__name__)


class LessonsUnusable(ValueError):
    """The file cannot be used; the message is one sentence."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Lessons, and of whose times: corrections of one provider are wrong for another."""

    base: str
    lessons: Lessons


def save(kept: Kept, path: Path) -> None:
    """Write the file; what stood there before stays whole until the new one is complete."""
    rows = [
        {"cell": cell, "part": part, "factor": lesson.factor, "trips": lesson.trips}
        for (cell, part), lesson in sorted(kept.lessons.by_key.items())
    ]
    text = json.dumps({"version": VERSION, "base": kept.base, "lessons": rows}, indent=1)
    unfinished = path.with_name(f"{path.name}.part")
    unfinished.write_text(text + "\n", encoding="utf-8")
    unfinished.replace(path)


def read(path: Path, *, base: str) -> Lessons:
    """Return the lessons of a file that `save` wrote for this provider.

    Raises:
        LessonsUnusable: where it is not there, no such file, or of another provider's times.
    """
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        version, taught = said["version"], said["base"]
        lessons = Lessons({(row["cell"], row["part"]): _lesson(row) for row in said["lessons"]})
    except OSError as fault:
        raise LessonsUnusable(f"cannot read {path}: {fault.strerror}") from None
    except (ValueError, KeyError, TypeError):
        raise LessonsUnusable(f"{path} is no file of what trips taught") from None
    if version != VERSION:
        raise LessonsUnusable(f"{path} is of another version; let the trips teach it again")
    if taught != base:
        raise LessonsUnusable(
            f"{path} corrects times by {taught}, but times come by {base}; "
            "let the trips teach it again"
        )
    return lessons


class OnFile:
    """The lessons of a file as it is now: written anew, it is read anew within a minute.

    A file that is not there yet teaches nothing; one that cannot be used leaves what was known.
    """

    def __init__(self, path: Path, *, base: str) -> None:
        """Keep which file, about whose times."""
        self._path, self._base = path, base
        self._known, self._written, self._looked = Lessons({}), 0, float("-inf")

    @property
    def by_key(self) -> dict[Key, Lesson]:
        """All that was taught."""
        if time.monotonic() - self._looked >= LOOKED_AFTER_SECONDS:
            self._look()
        return self._known.by_key

    def factor(self, cell: str, part: int) -> float:
        """Return the factor of the most special lesson that there is; 1 where there is none."""
        return self._known.factor(cell, part)

    def _look(self) -> None:
        self._looked = time.monotonic()
        try:
            written = self._path.stat().st_mtime_ns
            if written != self._written:
                self._written = written
                self._known = read(self._path, base=self._base)
        except FileNotFoundError:
            return
        except (OSError, LessonsUnusable) as fault:
            log.error("travel times: %s", fault)


def _lesson(row: dict[str, Any]) -> Lesson:
    factor, trips = float(row["factor"]), int(row["trips"])
    if not 0 < factor < math.inf:
        raise ValueError
    return Lesson(factor, trips)
