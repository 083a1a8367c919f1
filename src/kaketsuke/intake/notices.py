"""Tells all live registrants of a dwelling what was asked and decided about their door (A1.2)."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final, cast
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

from kaketsuke.notify import services as notify_services
from kaketsuke.people import queries as people_queries
from kaketsuke.people.queries import OpenedContact
from kaketsuke.residents import notices as resident_notices
from kaketsuke.residents import queries as resident_queries


def best_contacts(person_ids: list[UUID]) -> dict[UUID, OpenedContact]:
    """Return one contact point a person: a phone first, a proven one before another."""
    best: dict[UUID, OpenedContact] = {}
    points = people_queries.contact_points_of(person_ids)
    for point in sorted(points, key=lambda p: (p.proven_at is None, p.kind != "phone")):
        best.setdefault(point.person_id, point)
    return best


def complaint_link(request_id: UUID) -> Callable[[UUID], str]:
    """Return what makes each registrant's address for a complaint of this refusal.

    The settings name who answers there, since complaints lie above this room.
    """
    door = cast(Callable[[UUID, UUID], str], import_string(settings.REFUSAL_DOOR))
    return lambda person_id: door(request_id, person_id)


def tell_registrants(
    dwelling_id: UUID,
    *,
    template: str,
    subject_kind: str,
    subject_id: UUID,
    company_id: UUID,
    parameters: Mapping[str, Any],
    now: datetime,
    link_for: Callable[[UUID], str] | None = None,
    but_not: frozenset[UUID] = frozenset(),
    then_task: str = "",
) -> int:
    """Send every live registrant the message, each in their language; return how many were sent.

    Whoever gave a number that nobody has proven hears of it without home, code word and link: it
    may be a stranger's. That somebody asked for a door they hear all the same (A1.2); how it went
    on, the centre tells them.
    """
    registrants = resident_queries.live_registrants(dwelling_id, now)
    people = [each.person_id for each in registrants if each.person_id not in but_not]
    languages = people_queries.languages_of(people)
    contacts = best_contacts(people)
    sent = 0
    for person_id, point in contacts.items():
        unproven = point.proven_at is None
        if unproven and template not in _ABOUT_A_DOOR:
            continue
        sent += 1
        notify_services.send(
            template=TO_UNPROVEN if unproven else template,
            subject_kind=subject_kind,
            subject_id=subject_id,
            company_id=company_id,
            contact_point_id=point.id,
            person_id=person_id,
            language=languages.get(person_id, "ja"),
            parameters=resident_notices.numbers(now) if unproven else dict(parameters),
            link=link_for(person_id) if link_for is not None and not unproven else None,
            now=now,
            then_task=then_task,
        )
    return sent


TO_UNPROVEN: Final = "request_at_unproven_number"
_ABOUT_A_DOOR: Final = frozenset({"case_opened", "owner_request", "request_refused"})
