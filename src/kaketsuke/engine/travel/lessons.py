"""What trips taught, on a file: so that every process corrects its times by the same lessons."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from kaketsuke.engine.travel.learned import Lesson, Lessons

VERSION: Final = 1


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


def _lesson(row: dict[str, Any]) -> Lesson:
    factor, trips = float(row["factor"]), int(row["trips"])
    if not 0 < factor < math.inf:
        raise ValueError
    return Lesson(factor, trips)
