"""A whole registration at once: person, consents, proof of home, registration, notices (2.1, 2.2).

One presentation of the document leads to one registration (and to that of a minor beside it): the
same form sent twice, or a step back and forward, finds what stands.
"""

import uuid
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from kaketsuke.accounts.viewers import Actor
from kaketsuke.audit import services as audit_services
from kaketsuke.parties import naming
from kaketsuke.parties import queries as party_queries
from kaketsuke.parties.models import Dwelling
from kaketsuke.people import normalise, sealing
from kaketsuke.people import queries as people_queries
from kaketsuke.people import services as people_services
from kaketsuke.people.models import ContactPoint, Person
from kaketsuke.residents import limits, notices, protection, queries, rosters
from kaketsuke.residents.models import (
    Consent,
    Guardianship,
    Invitation,
    Presentation,
    Registration,
)
from kaketsuke.residents.services import guarding, registering, roster_lines
from kaketsuke.residents.services.registering import CannotRegister, Way


@dataclass(frozen=True, slots=True)
class Data:
    """What a resident gives: the name, and if they like the rest (2.2c)."""

    family: str
    given: str
    kana: str = ""
    romaji: str = ""
    email: str = ""
    language: str = "ja"
    can_phone: bool = True

    def __repr__(self) -> str:
        """Keep it out of logs."""
        return "Data(…)"

    @property
    def folded(self) -> str:
        """Return the name for comparison."""
        return naming.folded(self.family + self.given)


@dataclass(frozen=True, slots=True)
class Application:
    """Everything of which a registration is made. The phone is in its one form.

    `phone_proven_at` is empty where nobody proved it (the counter). `person_id` names a registrant
    who is signed in. `minor` is registered beside their guardian, who gives both consents.
    """

    presentation_id: uuid.UUID
    consented_at: datetime
    policy_version: str
    way: Way
    phone: str
    phone_proven_at: datetime | None
    data: Data
    invitation_id: uuid.UUID | None = None
    person_id: uuid.UUID | None = None
    minor: Data | None = None
    minor_born_on: date | None = None
    lines: tuple[str, ...] = field(default=registering.LINES)


@dataclass(frozen=True, slots=True)
class Enrolled:
    """What came of it: whose registration, and whether the service is usable from now on."""

    person_id: uuid.UUID
    registration_ids: tuple[uuid.UUID, ...]
    usable: bool


@transaction.atomic
def enrol(application: Application, *, actor: Actor, now: datetime) -> Enrolled:
    """Register one person, or a guardian with a minor, for the home whose document was shown.

    Without any proof of home a dwelling takes few registrations a day: everybody who lives there
    is told of each. Raises: CannotRegister, CannotConsent, CannotUseChannel, CannotUsePhone,
    CannotUseEmail, CannotGuard, TooManyAttempts.
    """
    presentation = Presentation.objects.select_for_update().get(pk=application.presentation_id)
    before = _already(presentation)
    if before is not None:
        return before
    if set(application.lines) != set(registering.LINES):
        raise CannotRegister(registering.ALL_THREE)
    dwelling = party_queries.dwelling_by_id(presentation.dwelling_id)
    # Who registers for one home at once registers one after the other.
    Dwelling.objects.select_for_update(no_key=True).get(pk=dwelling.pk)
    person = _person(application, dwelling=dwelling, now=now)
    proof = _proof(application, dwelling=dwelling, now=now)
    if proof is None and application.way.entered_by_id is None:
        limits.take("unproven.dwelling", str(dwelling.pk), now=now)
    made = [_one(application, person, presentation=presentation, proof=proof, now=now)]
    if application.minor is not None:
        minor = _add(application.minor, application, dwelling=dwelling, now=now)
        guarding.begin(
            minor.pk,
            guardian_id=person.pk,
            company_id=dwelling.building.company_id,
            born_on=application.minor_born_on,
            now=now,
        )
        made.append(
            _one(
                application,
                minor,
                presentation=presentation,
                proof=proof,
                guardian_id=person.pk,
                now=now,
            )
        )
    _forget_invitations(application, dwelling=dwelling, proof=proof, now=now)
    _record(made, actor=actor, now=now)
    _tell(made, dwelling=dwelling, usable=proof is not None, now=now)
    return Enrolled(person.pk, tuple(each.pk for each in made), proof is not None)


def _already(presentation: Presentation) -> Enrolled | None:
    """Return what came of this presentation before: the form was sent twice."""
    consents = Consent.objects.filter(presentation=presentation, line="terms")
    made = list(Registration.objects.filter(terms_consent__in=consents).order_by("id"))
    if not made:
        return None
    own = next((each for each in made if each.guardian_id is None), made[0])
    return Enrolled(own.person_id, tuple(each.pk for each in made), own.proof is not None)


def _person(application: Application, *, dwelling: Dwelling, now: datetime) -> Person:
    """Return who is signed in, who is known by proven phone and name, or a new person."""
    known = application.person_id or _known(application, dwelling=dwelling, now=now)
    if known is None:
        return _add(application.data, application, dwelling=dwelling, now=now)
    person = Person.objects.get(pk=known)
    _add_contacts(person, application.data, application, now=now)
    return person


def _known(application: Application, *, dwelling: Dwelling, now: datetime) -> uuid.UUID | None:
    """Two people may share a phone, so the name must be the same as well (2.2d).

    A number that nobody proved, now or then, leads to a person only where they are registered for
    this very home: the form sent twice then says so, and nobody is taken for somebody elsewhere.
    Nor is anybody taken for a minor whose guardian gave the same number.
    """
    there = Person.objects.filter(
        pk__in=people_queries.persons_by_contact("phone", application.phone),
        kind="resident",
        company_id=dwelling.building.company_id,
    )
    guarded = Guardianship.objects.filter(minor__in=there, end_reason=None)
    there = there.exclude(pk__in=guarded.values("minor"))
    here = Q(
        pk__in=Registration.objects.filter(dwelling=dwelling, valid__contains=now).values("person")
    )
    if application.phone_proven_at is None:
        if application.invitation_id is not None:
            # The letter's code is used up once; it may prove the home of who waits for a word.
            return None
        there = there.filter(here)
    else:
        index = sealing.blind_index("phone", application.phone)
        proven = ContactPoint.objects.filter(
            kind="phone", index=index, ended_at=None, proven_at__isnull=False
        )
        there = there.filter(here | Q(pk__in=proven.values("person")))
    names = people_queries.names_of(list(there.values_list("id", flat=True)))
    same = [
        person_id
        for person_id, name in names.items()
        if naming.folded(name.family + name.given) == application.data.folded
    ]
    return same[0] if len(same) == 1 else None


def _add(data: Data, application: Application, *, dwelling: Dwelling, now: datetime) -> Person:
    person = people_services.add_person(
        kind="resident",
        company_id=dwelling.building.company_id,
        family=data.family,
        given=data.given,
        kana=data.kana,
        romaji=data.romaji,
        language=data.language,
        can_phone=data.can_phone,
        now=now,
    )
    _add_contacts(person, data, application, now=now)
    return person


def _add_contacts(person: Person, data: Data, application: Application, *, now: datetime) -> None:
    people_services.add_contact(
        person,
        kind="phone",
        value=application.phone,
        proven_at=application.phone_proven_at,
        now=now,
    )
    if data.email:
        people_services.add_contact(person, kind="email", value=data.email, proven_at=None, now=now)


def _proof(application: Application, *, dwelling: Dwelling, now: datetime) -> str | None:
    """Return how it is known that the person lives there; nothing where the owner must say so."""
    if _use_letter(application, dwelling=dwelling, now=now):
        return "code"
    if application.phone_proven_at is not None and _on_roster(application, dwelling=dwelling):
        return "roster"
    return None


def _use_letter(application: Application, *, dwelling: Dwelling, now: datetime) -> bool:
    """Use up the letter's code. Raises CannotRegister where somebody else has used it meanwhile."""
    if application.invitation_id is None:
        return False
    letter = Invitation.objects.filter(
        pk=application.invitation_id, dwelling=dwelling, origin="letter"
    )
    if not letter.exists():
        return False
    if not letter.filter(used_at=None, expires_at__gt=now).update(used_at=now):
        raise CannotRegister(
            _("このコードはすでに使われたか、期限が過ぎています。新しいコードをお求めください。")
        )
    return True


def _on_roster(application: Application, *, dwelling: Dwelling) -> bool:
    """Whoever the owner named for this home is known by phone and name; near is not the same."""
    lines = rosters.lines_of_number(dwelling.pk, application.phone)
    said = {application.data.folded, naming.folded(application.data.kana)}
    return bool(rosters.of_names(lines, said))


def _one(
    application: Application,
    person: Person,
    *,
    presentation: Presentation,
    proof: str | None,
    guardian_id: uuid.UUID | None = None,
    now: datetime,
) -> Registration:
    registering.consent(
        person.pk,
        presentation=presentation,
        lines=application.lines,
        policy_version=application.policy_version,
        now=application.consented_at,
    )
    return registering.register(
        person.pk,
        dwelling_id=presentation.dwelling_id,
        version_id=presentation.version_id,
        channel=application.way.channel,
        proof=proof,
        entered_by_id=application.way.entered_by_id,
        paper_reference=application.way.paper_reference,
        guardian_id=guardian_id,
        now=now,
    )


def _forget_invitations(
    application: Application, *, dwelling: Dwelling, proof: str | None, now: datetime
) -> None:
    """A roster's line is erased once its person has registered, whether or not it was needed.

    It waits, for the rest of its 90 days, while it may still prove the home: once the number that
    was written down at the desk is proven, the line says that its holder lives there.
    """
    if proof is None and application.phone_proven_at is None:
        return
    lines = rosters.lines_of_number(dwelling.pk, normalise.phone(application.phone))
    data = [each for each in (application.data, application.minor) if each is not None]
    names = {each.folded for each in data} | {naming.folded(each.kana) for each in data}
    named = rosters.of_names(lines, names)
    own = [pk for pk in lines if pk == application.invitation_id and pk not in named]
    roster_lines.take_back([*named, *own], now=now)


def _record(made: list[Registration], *, actor: Actor, now: datetime) -> None:
    for each in made:
        audit_services.append(
            "registration",
            each.pk,
            actor=f"{actor.role}:{actor.id or ''}",
            kind="Registered",
            payload={
                "person_id": str(each.person_id),
                "dwelling_id": str(each.dwelling_id),
                "channel": each.channel,
                "proof": each.proof or "",
            },
            now=now,
        )


def _tell(made: list[Registration], *, dwelling: Dwelling, usable: bool, now: datetime) -> None:
    """Tell who registered, and everybody who is registered there already.

    The others hear nothing while somebody there is protected (X-8): the message would tell whom
    they hide from that a person came, or that somebody is where they are. Supervisors do.
    """
    new = {each.person_id for each in made}
    template = "registered" if usable else "registered_pending"
    first = next((each.person_id for each in made if each.guardian_id is None), made[0].person_id)
    notices.tell(template, first, dwelling=dwelling, invite=True, now=now)
    if protection.stands_at(dwelling.pk, at=now):
        for each in made:
            job = app.configure_task(protection.NEW_THERE, allow_unknown=True)
            job.defer(registration_id=str(each.pk))
        return
    for registrant in queries.live_registrants(dwelling.pk, now):
        if registrant.person_id not in new:
            notices.tell("somebody_registered", registrant.person_id, dwelling=dwelling, now=now)
