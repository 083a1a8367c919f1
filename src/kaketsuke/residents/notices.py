"""What registrants are told about their registration, at every way they are reached by.

What is said of a person or a home goes only to numbers and addresses that were proven to be theirs:
one that was written down wrongly is a stranger's, who must learn nothing (4.8). Where none is
proven the others get an invitation to prove themselves instead, which names nobody and no home.
"""

import uuid
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Final

from django.conf import settings
from django.utils import formats, translation

from kaketsuke.notify import services as notify_services
from kaketsuke.parties.models import Dwelling
from kaketsuke.people import queries as people_queries
from kaketsuke.people.queries import OpenedContact
from kaketsuke.terms import queries as term_queries


def my_page() -> str:
    """Return the address of my page."""
    return f"{settings.PUBLIC_URL.rstrip('/')}/my/"


def said_day(day: date, language: str) -> str:
    """Return a day as a person says it."""
    with translation.override(language):
        return formats.date_format(day, "Y年n月j日" if language == "ja" else "j F Y")


def tell(
    template: str,
    person_id: uuid.UUID,
    *,
    dwelling: Dwelling,
    invite: bool = False,
    now: datetime,
) -> None:
    """Put a notice about a registration into the outbox, once for each number and address.

    With `invite` every one that is not proven yet is invited to be, also beside a proven one.
    """
    send(
        template,
        person_id,
        people_queries.contact_points_of([person_id]),
        company_id=dwelling.building.company_id,
        language=people_queries.languages_of([person_id]).get(person_id, "ja"),
        parameters={"building": dwelling.building.name, "room": dwelling.room, **numbers(now)},
        link=my_page(),
        invite=invite,
        now=now,
    )


def send(
    template: str,
    person_id: uuid.UUID,
    points: Iterable[OpenedContact],
    *,
    company_id: uuid.UUID,
    language: str,
    parameters: Mapping[str, str],
    link: str | None,
    invite: bool = False,
    now: datetime,
) -> None:
    """Write to every proven way of a person; the others are invited to be proven where it helps."""
    every = list(points)
    proven = [point for point in every if point.proven_at is not None]
    invited = [p for p in every if p not in proven] if invite or not proven else []
    for point in (*proven, *invited):
        to_be_proven = point.proven_at is None
        notify_services.send(
            template=TO_BE_PROVEN if to_be_proven else template,
            subject_kind="person",
            subject_id=person_id,
            company_id=company_id,
            contact_point_id=point.id,
            person_id=person_id,
            language=language,
            parameters=numbers(now) if to_be_proven else parameters,
            link=my_page() if to_be_proven else link,
            now=now,
        )


TO_BE_PROVEN: Final = "contact_to_be_proven"


def numbers(now: datetime) -> Mapping[str, str]:
    """Return the numbers of the terms in force by purpose; a dash where one is not printed."""
    try:
        version = term_queries.version_in_force(now)
    except term_queries.NoTermsInForce:
        return {"dispatch": "–", "enquiries": "–"}
    printed = {line.purpose: line.phone for line in term_queries.contact_lines(version.id)}
    dispatch = printed.get("dispatch", "–")
    return {"dispatch": dispatch, "enquiries": printed.get("enquiries", dispatch)}
