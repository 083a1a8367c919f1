"""The list of erasures outside the database: what a restored backup must forget again.

Ids only. It lies with the checkpoints; every erasure appends to it, every night it is made whole.
"""

import json
import os
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from kaketsuke.audit import checkpoints
from kaketsuke.privacy.models import Erased

NAME = "erasures.jsonl"


class NotTheList(Exception):
    """The file is no whole list of erasures, or an older one; the sentence says which."""


@dataclass(frozen=True, slots=True)
class Forgotten:
    """Who was erased, with the subjects whose keys went too; a caller is known by calls alone."""

    person_id: UUID | None
    subjects: tuple[tuple[str, UUID], ...]


def path() -> Path:
    """Return where the list lies."""
    return checkpoints.folder() / NAME


def append(erased: Erased) -> None:
    """Add one erasure at once, on a line of its own whatever a killed process left before."""
    path().parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with path().open("a+b") as out:
        is_cut = out.tell() > 0 and _last_byte(path()) != b"\n"
        told = {
            "person": str(erased.person_id) if erased.person_id else None,
            "subjects": erased.subjects,
        }
        out.write(b"\n" * is_cut + json.dumps(told).encode() + b"\n")
        out.flush()
        os.fsync(out.fileno())


def make_whole() -> int:
    """Write every erasure that the database knows and the list does not; return how many."""
    listed = {each for _number, _line, each in _lines(path()) if each is not None}
    added = 0
    for erased in Erased.objects.order_by("pk").iterator(chunk_size=500):
        if _forgotten(erased.person_id, erased.subjects) not in listed:
            append(erased)
            added += 1
    return added


def copy_for(kept: checkpoints.Kept) -> None:
    """Keep the list as it stands beside a checkpoint: a list that grows cannot be put once."""
    list_now = path().read_bytes() if path().exists() else b""
    kept.path.with_name(f"{kept.path.stem}-erasures.jsonl").write_bytes(list_now)


def read(file: Path) -> list[Forgotten]:
    """Return the erasures of a list; none where there is no list. Raises: NotTheList.

    What a killed process left of a line stands whole on a later one, or was never erased.
    """
    found: list[Forgotten] = []
    cut: dict[int, bytes] = {}
    for number, line, forgotten in _lines(file):
        cut = {at: left for at, left in cut.items() if not line.startswith(left)}
        if forgotten is None:
            cut[number] = line.rstrip(b"\n")
        else:
            found.append(forgotten)
        is_last_and_cut = not line.endswith(b"\n")
    if cut and not (is_last_and_cut and list(cut) == [number]):
        raise NotTheList(
            f"line {min(cut)} cannot be read. Fetch the list that lies with another checkpoint."
        )
    return found


def demand_whole(listed: Collection[Forgotten]) -> None:
    """Raise NotTheList where somebody whom this database knows to be erased is not listed."""
    named = {each.person_id for each in listed}
    known = Erased.objects.filter(person_id__isnull=False).values_list("person_id", flat=True)
    missing = sum(person_id not in named for person_id in known.iterator(chunk_size=2000))
    if missing:
        raise NotTheList(
            f"{missing} persons were erased before this database was dumped and are not on it: "
            "it is an older list. Fetch the newest from the checkpoints."
        )


def _lines(file: Path) -> Iterator[tuple[int, bytes, Forgotten | None]]:
    if not file.exists():
        return
    with file.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            try:
                told = json.loads(line)
                yield number, line, _forgotten(told["person"], told["subjects"])
            except (ValueError, KeyError, TypeError, AttributeError):
                yield number, line, None


def _forgotten(person: UUID | str | None, subjects: Collection[Collection[str]]) -> Forgotten:
    pairs = tuple((kind, UUID(each)) for kind, each in subjects)
    return Forgotten(UUID(str(person)) if person else None, pairs)


def _last_byte(file: Path) -> bytes:
    with file.open("rb") as content:
        content.seek(-1, os.SEEK_END)
        return content.read()
