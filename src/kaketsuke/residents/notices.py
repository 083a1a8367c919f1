"""What registrants are told about their registration, at every way they are reached by.

What is said of a person or a home goes only to numbers and addresses that were proven to be theirs:
one that was written down wrongly is a stranger's, who must learn nothing (4.8). Where none is
proven the others get an invitation to prove themselves instead, which names nobody and no home.
"""

import functools
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
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
    for point in _ways(points, invite=invite):
        to_be_proven = point.proven_at is None
        notify_services.send(
            template=TO_BE_PROVEN if to_be_proven else template,
            subject_kind="person",
            subject_id=person_id,
            company_id=company_id,
            contact_point_id=point.id,
            contact_kind=point.kind,
            person_id=person_id,
            language=language,
            parameters=numbers(now) if to_be_proven else parameters,
            link=my_page() if to_be_proven else link,
            now=now,
        )


def _ways(points: Iterable[OpenedContact], *, invite: bool) -> list[OpenedContact]:
    """Return the proven ways to a person, then those that are to be proven where it helps."""
    every = list(points)
    proven = [point for point in every if point.proven_at is not None]
    unproven = [point for point in every if point.proven_at is None]
    return [*proven, *(unproven if invite or not proven else ())]


@dataclass(frozen=True, slots=True)
class Told:
    """One of many who are told the same: in the words of which company, with what filled in."""

    person_id: uuid.UUID
    company_id: uuid.UUID
    parameters: Callable[[str], Mapping[str, str]]


def send_to_many(template: str, people: Sequence[Told], *, link: str | None, now: datetime) -> None:
    """Write to many as `send` does to one, in a few queries however many they are.

    `parameters` are asked for in the language that the person reads.
    """
    ids = [each.person_id for each in people]
    languages = people_queries.languages_of(ids)
    points: dict[uuid.UUID, list[OpenedContact]] = {}
    for point in people_queries.contact_points_of(ids):
        points.setdefault(point.person_id, []).append(point)
    invitation = functools.cache(lambda: numbers(now))

    def drafts() -> Iterator[notify_services.Draft]:
        for each in people:
            language = languages.get(each.person_id, "ja")
            for point in _ways(points.get(each.person_id, ()), invite=False):
                proven = point.proven_at is not None
                yield notify_services.Draft(
                    template=template if proven else TO_BE_PROVEN,
                    company_id=each.company_id,
                    person_id=each.person_id,
                    point=point,
                    language=language,
                    parameters=each.parameters(language) if proven else invitation(),
                    link=link if proven else my_page(),
                )

    notify_services.send_many(drafts(), now=now)


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
