"""My page: what a registrant sees of themselves, and of nobody else."""

import uuid
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from kaketsuke.accounts import context
from kaketsuke.accounts.viewers import Viewer
from kaketsuke.cases.lifecycle import ENDS
from kaketsuke.cases.models import Case, Link
from kaketsuke.intake import record as intake_record
from kaketsuke.notify import queries as notify_queries
from kaketsuke.notify.queries import ShownMessage
from kaketsuke.overview import contacts
from kaketsuke.overview.contacts import Number
from kaketsuke.people import queries as people_queries
from kaketsuke.people.queries import Former, OpenedContact, PersonName
from kaketsuke.residents import queries as resident_queries
from kaketsuke.residents.models import Consent, Guardianship, Registration
from kaketsuke.residents.queries import CoverageFact
from kaketsuke.terms import queries as term_queries
from kaketsuke.terms.models import Version

NOTICES, CASES = 10, 20


@dataclass(frozen=True, slots=True)
class Home:
    """One registration: whose, where, since when, and whether the service is usable and why."""

    registration_id: uuid.UUID
    person_id: uuid.UUID
    dwelling_id: uuid.UUID
    name: str
    guarded: bool
    building: str
    address: str
    room: str
    company: str
    channel: str
    since: datetime
    until: datetime | None
    end_reason: str
    pending: bool
    others: int
    facts: tuple[CoverageFact, ...]

    @property
    def live(self) -> bool:
        """Whether it has not ended."""
        return self.until is None

    @property
    def covered(self) -> bool:
        """Whether every fact of the coverage holds (X-13)."""
        return self.live and all(fact.holds for fact in self.facts)


@dataclass(frozen=True, slots=True)
class Given:
    """What was consented to: the version, its lines, and when."""

    version_id: uuid.UUID
    version_date: date
    policy_version: str
    consented_at: datetime
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A visit to one's own home."""

    id: uuid.UUID
    number: int
    opened_at: datetime
    state: str
    outcome: str
    building: str
    own_request: bool

    @property
    def is_over(self) -> bool:
        """Whether it has ended."""
        return self.state in ENDS


@dataclass(frozen=True, slots=True)
class MyPage:
    """Everything on my page. It prints as nothing."""

    person_id: uuid.UUID
    name: PersonName
    former: tuple[Former, ...]
    language: str
    can_phone: bool
    contacts: tuple[OpenedContact, ...]
    homes: tuple[Home, ...]
    consents: tuple[Given, ...]
    newer: Version | None
    notices: tuple[ShownMessage, ...]
    cases: tuple[CaseLine, ...]
    numbers: tuple[Number, ...]

    def __repr__(self) -> str:
        """Keep it out of logs."""
        return f"MyPage({self.person_id})"

    @property
    def live_homes(self) -> tuple[Home, ...]:
        """Return the registrations that have not ended, one's own first."""
        return tuple(each for each in self.homes if each.live)


def own_person(viewer: Viewer) -> uuid.UUID | None:
    """Return who the viewer is: of a guardian and the minors they guard, the guardian."""
    persons = viewer.person_ids
    if len(persons) < 2:
        return next(iter(persons), None)
    guarded = set(
        Guardianship.objects.filter(minor__in=persons, guardian__in=persons).values_list(
            "minor_id", flat=True
        )
    )
    return next(iter(sorted(persons - guarded)), None)


def my_page(viewer: Viewer, *, now: datetime) -> MyPage | None:
    """Return my page; nothing once the person was erased.

    The number of queries grows with the homes of one person only, never with the tables.
    """
    person_id = own_person(viewer)
    if person_id is None:
        return None
    names = people_queries.names_of(viewer.person_ids)
    if person_id not in names:
        return None
    consents = _consents(person_id)
    homes = _homes(viewer, person_id, names, at=now)
    in_force = _in_force(now)
    return MyPage(
        person_id=person_id,
        name=names[person_id],
        former=tuple(people_queries.former_names_of(person_id)),
        language=people_queries.languages_of([person_id]).get(person_id, "ja"),
        can_phone=people_queries.can_phone([person_id]).get(person_id, True),
        contacts=tuple(people_queries.contact_points_of([person_id])),
        homes=homes,
        consents=consents,
        newer=_newer(in_force, consents) if any(home.live for home in homes) else None,
        notices=_notices(viewer.person_ids),
        cases=_cases(viewer.person_ids),
        numbers=contacts.numbers_of(in_force.id) if in_force else (),
    )


def _homes(
    viewer: Viewer, person_id: uuid.UUID, names: dict[uuid.UUID, PersonName], *, at: datetime
) -> tuple[Home, ...]:
    found = resident_queries.registrations_of(viewer.person_ids)
    live = {each.dwelling_id for each in found if each.valid.upper is None}
    facts = {each: tuple(resident_queries.coverage(each, at)) for each in live}
    others = _others(live, at=at)
    homes = [
        _home(each, names, facts=facts.get(each.dwelling_id, ()), registered=others)
        for each in found
    ]
    return tuple(sorted(homes, key=lambda home: (not home.live, home.person_id != person_id)))


def _home(
    row: Registration,
    names: dict[uuid.UUID, PersonName],
    *,
    facts: tuple[CoverageFact, ...],
    registered: dict[uuid.UUID, int],
) -> Home:
    building = row.dwelling.building
    usable = row.proof is not None
    return Home(
        registration_id=row.pk,
        person_id=row.person_id,
        dwelling_id=row.dwelling_id,
        name=names[row.person_id].full if row.person_id in names else "",
        guarded=row.guardian_id is not None,
        building=building.name,
        address=building.address,
        room=row.dwelling.room,
        company=building.company.name,
        channel=row.channel,
        since=row.valid.lower,
        until=row.valid.upper,
        end_reason=row.end_reason or "",
        pending=not usable,
        # Who does not have the home proven yet learns nothing of who lives there.
        others=max(0, registered.get(row.dwelling_id, 0) - 1) if usable else 0,
        facts=facts,
    )


def _others(dwelling_ids: Collection[uuid.UUID], *, at: datetime) -> dict[uuid.UUID, int]:
    """Count the registrants of these dwellings: a number is all that one of them learns.

    Who registered while somebody there was protected is not counted: the number would tell (X-8).
    """
    with context.as_system():
        live = Registration.objects.filter(
            dwelling__in=dwelling_ids, valid__contains=at, proof__isnull=False
        )
        rows = list(live.values_list("person_id", "dwelling_id", "valid__startswith"))
        guarded = intake_record.protected_since({row[:2] for row in rows}, at=at)
        told = {
            (person_id, home)
            for person_id, home, since in rows
            if home not in guarded or since < guarded[home]
        }
        return Counter(home for _, home in told)


def _consents(person_id: uuid.UUID) -> tuple[Given, ...]:
    lines: dict[uuid.UUID, list[Consent]] = defaultdict(list)
    found = Consent.objects.filter(person=person_id).select_related("version")
    for each in found.order_by("-consented_at", "line"):
        lines[each.version_id].append(each)
    return tuple(_given(rows) for rows in lines.values())


def _given(rows: Iterable[Consent]) -> Given:
    first, *rest = rows
    return Given(
        first.version_id,
        first.version.version_date,
        first.policy_version,
        first.consented_at,
        tuple(each.line for each in (first, *rest)),
    )


def _in_force(at: datetime) -> Version | None:
    try:
        return term_queries.version_in_force(at)
    except term_queries.NoTermsInForce:
        return None


def _newer(in_force: Version | None, consents: Collection[Given]) -> Version | None:
    """Return the version in force where the person has not consented to it."""
    if in_force is None or in_force.id in {each.version_id for each in consents}:
        return None
    return in_force


def _notices(person_ids: Collection[uuid.UUID]) -> tuple[ShownMessage, ...]:
    """Return what was sent to these people; the rows belong to the company, the words to them."""
    with context.as_system():
        return tuple(notify_queries.sent_to(person_ids, limit=NOTICES))


def _cases(person_ids: Collection[uuid.UUID]) -> tuple[CaseLine, ...]:
    """Return the visits that these people were told of, newest first."""
    with context.as_system():
        told = _told(person_ids).values("case_id")
        found = Case.objects.filter(pk__in=told).select_related("request", "dwelling__building")
        return tuple(
            CaseLine(
                id=case.pk,
                number=case.number,
                opened_at=case.opened_at,
                state=case.state,
                outcome=case.outcome or "",
                building=f"{case.dwelling.building.name} {case.dwelling.room}",
                own_request=case.request.requester_person_id in person_ids,
            )
            for case in found.order_by("-opened_at")[:CASES]
        )


def was_told_of(person_ids: Collection[uuid.UUID], case_id: uuid.UUID) -> uuid.UUID | None:
    """Return which of these people was told of a case; nothing where none was."""
    with context.as_system():
        told = _told(person_ids).filter(case_id=case_id)
        return told.values_list("person_id", flat=True).first()


def _told(person_ids: Collection[uuid.UUID]) -> "QuerySet[Link]":
    """Whoever said that a visit was not theirs sees nothing of it here either."""
    return Link.objects.filter(person_id__in=person_ids, ended_at=None)
