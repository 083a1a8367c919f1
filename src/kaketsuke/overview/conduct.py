"""A live record of conduct or protection with the name it is about. For supervisors only."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from kaketsuke.accounts import queries as account_queries
from kaketsuke.accounts.viewers import Viewer
from kaketsuke.audit import services as audit_services
from kaketsuke.intake import flag_queries
from kaketsuke.intake.flag_queries import FlagLine, NoteLine
from kaketsuke.people import queries as people_queries


@dataclass(frozen=True, slots=True)
class FlagPage:
    """One record, whom it is about, who stands for it, and what this supervisor may do with it."""

    line: FlagLine
    name: str
    may_confirm: bool
    set_by: str
    confirmed_by: str
    notes: tuple[tuple[NoteLine, str], ...]


def flag_page(viewer: Viewer, flag_id: uuid.UUID, *, now: datetime) -> FlagPage | None:
    """Return the record where the viewer may see it; whose data was looked at is recorded."""
    line = flag_queries.live_flag(viewer, flag_id, at=now)
    if line is None:
        return None
    name = ""
    if line.person_id is not None:
        found = people_queries.names_of([line.person_id]).get(line.person_id)
        name = found.full if found else ""
        audit_services.record_access(
            viewer_id=viewer.user_id,
            viewer_role=viewer.role_at("supervisor"),
            person_id=line.person_id,
            case_id=None,
            purpose="flag_page",
            ground="desk",
            now=now,
        )
    notes = flag_queries.notes_of(line.id)
    people = {line.set_by_id, line.confirmed_by_id, *(each.written_by_id for each in notes)}
    labels = account_queries.labels_of({each for each in people if each is not None})
    return FlagPage(
        line,
        name,
        may_confirm=line.awaits_second and line.set_by_id != viewer.user_id,
        set_by=labels.get(line.set_by_id, ""),
        confirmed_by=labels.get(line.confirmed_by_id, "") if line.confirmed_by_id else "",
        notes=tuple(
            (each, labels.get(each.written_by_id, "") if each.written_by_id else "")
            for each in notes
        ),
    )
