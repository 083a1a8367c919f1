"""What residents are told about a case, each with a link of their own."""

from datetime import datetime
from functools import partial
from typing import Any, Final
from uuid import UUID

from kaketsuke.cases.models import Case, Link
from kaketsuke.cases.services import links
from kaketsuke.intake import notices as intake_notices
from kaketsuke.intake import record
from kaketsuke.notify import queries as notify_queries
from kaketsuke.notify import services as notify_services
from kaketsuke.people import keys, sealing
from kaketsuke.people import queries as people_queries
from kaketsuke.people.queries import OpenedContact
from kaketsuke.residents import queries as resident_queries


def case_opened(case: Case, *, now: datetime) -> None:
    """Tell every live registrant that somebody was called to their door, with a stop link.

    Also whoever is said to have called with the own phone inside: were it somebody else, only the
    registered number would tell the one who lives there.

    Where an owner asked, the first delivered notice lets the offers begin (2.1).
    """
    by_owner = case.requested_by == "owner"
    tell_registrants(
        case,
        template="owner_request" if by_owner else "case_opened",
        now=now,
        then_task="cases.owner_notice_delivered" if by_owner else "",
    )
    if case.phone_inside:
        to_temporary_number(case, now=now)


def tell_registrants(
    case: Case,
    *,
    template: str,
    now: datetime,
    parameters: dict[str, Any] | None = None,
    but_not: frozenset[UUID] = frozenset(),
    then_task: str = "",
    page: str = "",
) -> int:
    """Send every live registrant of the dwelling a message with a fresh link to the case.

    Nobody, since a protective flag was set on the running case (X-8).
    """
    if is_newly_protected(case, now=now):
        return 0
    return intake_notices.tell_registrants(
        case.dwelling_id,
        template=template,
        subject_kind="case",
        subject_id=case.id,
        company_id=case.company_id,
        parameters={**_words(case), **(parameters or {})},
        now=now,
        link_for=partial(_link, case, page=page, now=now),
        but_not=but_not,
        then_task=then_task,
    )


def tell_requester(
    case: Case,
    person_id: UUID | None,
    *,
    template: str,
    now: datetime,
    parameters: dict[str, Any] | None = None,
    page: str = "",
) -> int:
    """Send whoever asked a message with a link of their own (3.3); return how many were sent."""
    point = contact_of_requester(case, person_id)
    if point is None:
        return 0
    notify_services.send(
        template=template,
        subject_kind="case",
        subject_id=case.id,
        company_id=case.company_id,
        contact_point_id=point.id,
        person_id=point.person_id,
        language=people_queries.languages_of([point.person_id]).get(point.person_id, "ja"),
        parameters={**_words(case), **(parameters or {})},
        link=_link(case, point.person_id, page=page, now=now),
        now=now,
    )
    return 1


def contact_of_requester(case: Case, person_id: UUID | None) -> OpenedContact | None:
    """Return where whoever asked is reached; of a resident only what was proven to be theirs.

    Another number may be a stranger's. Whether they are registered still plays no part: what was
    asked and paid is theirs.
    """
    if person_id is None:
        return None
    point = intake_notices.best_contacts([person_id]).get(person_id)
    if point is None or (case.requested_by != "owner" and point.proven_at is None):
        return None
    return point


def to_temporary_number(
    case: Case,
    *,
    now: datetime,
    template: str = "case_opened",
    parameters: dict[str, Any] | None = None,
    page: str = "",
) -> None:
    """Send the link to the number that stands in for a phone locked inside.

    The code word never goes there: the operator reads it out, so that its holder is who called.
    """
    if case.temporary_number_sealed is None:
        return
    whose = case.request.requester_person_id
    languages = people_queries.languages_of([whose]) if whose is not None else {}
    number = sealing.open_sealed(
        keys.open_key("case", case.id),
        case.temporary_number_sealed,
        context=temporary_number_place(case.id),
    )
    notify_services.send(
        template=template,
        subject_kind="case",
        subject_id=case.id,
        company_id=case.company_id,
        contact_point_id=None,
        person_id=whose,
        language=languages.get(whose, "ja") if whose is not None else "ja",
        parameters={**_words(case), **(parameters or {})},
        link=links.address_of(links.make_link(case.id, whose, now=now, stands_in=True), page=page),
        now=now,
        temporary_number=number,
    )


# What residents are told on entering a state; the rest they see on their page.
TEMPLATES: Final = {
    "unfilled": "unfilled",
    "halted": "halted",
    "opened": "door_opened",
    "closed": "case_ended",
    "cancelled": "case_ended",
}


def tell_of_state(case_id: UUID, *, now: datetime) -> int:
    """Tell whoever was told of the case how it stands now, once; return how many were told.

    Whoever was not told of it, because a flag stands, is not told of its progress either; and since
    a flag was set on a running case nobody is told by the product any more (X-8).
    """
    case = Case.objects.select_related("request", "dwelling__building").get(pk=case_id)
    template = TEMPLATES.get(case.state)
    if template is None or notify_queries.sent_since(
        "case", case.id, template=template, since=case.state_since
    ):
        return 0
    if is_newly_protected(case, now=now):
        return 0
    told = set(Link.objects.filter(case=case).values_list("person_id", flat=True))
    living = resident_queries.live_registrants(case.dwelling_id, now)
    but_not = frozenset(each.person_id for each in living) - told
    if case.phone_inside:
        to_temporary_number(case, now=now, template=template)
    return tell_registrants(case, template=template, now=now, but_not=but_not)


def is_newly_protected(case: Case, *, now: datetime) -> bool:
    """Return whether a protective flag was set while the case ran.

    Where it stood from the start a supervisor has decided who is told.
    """
    decided = bool(case.request.facts.get("protected"))
    return not decided and record.protected_at(case.dwelling_id, at=now)


def temporary_number_place(case_id: UUID) -> str:
    """Return the context to which a case's temporary number is sealed."""
    return f"cases.case.temporary_number:{case_id}"


def _link(case: Case, person_id: UUID, *, page: str = "", now: datetime) -> str:
    return links.address_of(links.make_link(case.id, person_id, now=now), page=page)


def _words(case: Case) -> dict[str, Any]:
    building = case.dwelling.building
    return {
        "number": f"K-{case.number}",
        "building": building.name,
        "room": case.dwelling.room,
        "code_word": case.code_word,
    }
