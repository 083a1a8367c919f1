"""What registrants are told about their registration, at every way they are reached by."""

import uuid
from collections.abc import Mapping
from datetime import date, datetime

from django.conf import settings
from django.utils import formats, translation

from kaketsuke.notify import services as notify_services
from kaketsuke.parties.models import Dwelling
from kaketsuke.people import queries as people_queries
from kaketsuke.terms import queries as term_queries


def my_page() -> str:
    """Return the address of my page."""
    return f"{settings.PUBLIC_URL.rstrip('/')}/my/"


def said_day(day: date, language: str) -> str:
    """Return a day as a person says it."""
    with translation.override(language):
        return formats.date_format(day, "Y年n月j日" if language == "ja" else "j F Y")


def tell(template: str, person_id: uuid.UUID, *, dwelling: Dwelling, now: datetime) -> None:
    """Put a notice about a registration into the outbox, once for each number and address."""
    language = people_queries.languages_of([person_id]).get(person_id, "ja")
    parameters = {
        "building": dwelling.building.name,
        "room": dwelling.room,
        **_numbers(now),
    }
    for point in people_queries.contact_points_of([person_id]):
        notify_services.send(
            template=template,
            subject_kind="person",
            subject_id=person_id,
            company_id=dwelling.building.company_id,
            contact_point_id=point.id,
            person_id=person_id,
            language=language,
            parameters=parameters,
            link=my_page(),
            now=now,
        )


def _numbers(now: datetime) -> Mapping[str, str]:
    """Return the numbers of the terms in force by purpose; a dash where one is not printed."""
    try:
        version = term_queries.version_in_force(now)
    except term_queries.NoTermsInForce:
        return {"dispatch": "–", "enquiries": "–"}
    printed = {line.purpose: line.phone for line in term_queries.contact_lines(version.id)}
    dispatch = printed.get("dispatch", "–")
    return {"dispatch": dispatch, "enquiries": printed.get("enquiries", dispatch)}
