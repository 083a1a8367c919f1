"""From resident to registrant (2.1, 2.2); a decline keeps no person (2.3)."""

import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.translation import gettext_lazy as _

from kaketsuke.database import constraints
from kaketsuke.database.refusals import Refusal
from kaketsuke.parties.models import Dwelling
from kaketsuke.people.models import ContactPoint, Person
from kaketsuke.residents import channels
from kaketsuke.residents.models import Consent, Decline, Invitation, Presentation, Registration
from kaketsuke.residents.services import roster_lines

LINES = ("terms", "provision", "assignment")
ALL_THREE = _("利用者の登録には、規約・情報の提供・権利の譲渡の三つすべてへの同意が必要です。")


class CannotConsent(Refusal):
    """The consent lacks its presentation, or names another version than was presented."""


class CannotRegister(Refusal):
    """One of the parts that make a registrant is missing: consents, name, contact (2.1, 2.2)."""


_REFUSALS = {
    "residents_registration_once": CannotRegister(
        _("この方は、この居宅の利用者としてすでに登録されています。")
    ),
    "residents_consent_of_presented_version": CannotConsent(
        _("同意は、提示した版の書面に対してだけ記録できます。")
    ),
    "residents_registration_names_clerk": CannotRegister(
        _("窓口と電話での登録には、入力した担当者の記録が必要です。")
    ),
    "residents_registration_counter_has_paper": CannotRegister(
        _("窓口での登録には、同意書の保管番号が必要です。")
    ),
    "residents_registration_other_guardian": CannotRegister(
        _("保護者には、ご本人とは別の方を登録してください。")
    ),
}


@dataclass(frozen=True, slots=True)
class Enrolment:
    """One person for one dwelling, to be registered together with others."""

    person_id: uuid.UUID
    dwelling_id: uuid.UUID
    guardian_id: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class Way:
    """How a registration came in: the channel, and who entered it from which paper (2.2)."""

    channel: str
    entered_by_id: uuid.UUID | None = None
    paper_reference: str = ""


def present(
    dwelling_id: uuid.UUID, *, version_id: uuid.UUID, channel: str, now: datetime
) -> Presentation:
    """Record that a version of the terms was shown for a dwelling, by which channel (P-4).

    Raises CannotUseChannel.
    """
    channels.check(channel)
    return Presentation.objects.create(
        company_id=_company_of([dwelling_id])[dwelling_id],
        dwelling_id=dwelling_id,
        version_id=version_id,
        channel=channel,
        presented_at=now,
    )


@transaction.atomic
def consent(
    person_id: uuid.UUID,
    *,
    presentation: Presentation,
    lines: Iterable[str] = LINES,
    policy_version: str = "1",
    now: datetime,
) -> list[Consent]:
    """Record the lines a person consents to; a line given before for this version stays as it was.

    Raises CannotConsent where the document was not shown before.
    """
    if presentation.presented_at > now:
        raise CannotConsent(_("書面を提示する前の同意は記録できません。"))
    with constraints.refusing(_REFUSALS):
        Consent.objects.bulk_create(
            [
                Consent(
                    company_id=presentation.company_id,
                    person_id=person_id,
                    presentation=presentation,
                    version_id=presentation.version_id,
                    line=line,
                    policy_version=policy_version,
                    consented_at=now,
                )
                for line in lines
            ],
            ignore_conflicts=True,
        )
    return list(
        Consent.objects.filter(person=person_id, version=presentation.version_id).order_by("line")
    )


@transaction.atomic
def register(
    person_id: uuid.UUID,
    *,
    dwelling_id: uuid.UUID,
    version_id: uuid.UUID,
    channel: str,
    proof: str | None,
    entered_by_id: uuid.UUID | None = None,
    paper_reference: str = "",
    guardian_id: uuid.UUID | None = None,
    now: datetime,
) -> Registration:
    """Make a resident a registrant of a dwelling. Without proof the service is not usable yet.

    Raises CannotRegister naming the missing part.
    """
    enrolment = Enrolment(person_id, dwelling_id, guardian_id)
    way = Way(channel, entered_by_id, paper_reference)
    return _register([enrolment], version_id=version_id, way=way, proof=proof, now=now)[0]


@transaction.atomic
def register_many(
    enrolments: Sequence[Enrolment],
    *,
    version_id: uuid.UUID,
    channel: str,
    proof: str | None,
    policy_version: str = "1",
    entered_by_id: uuid.UUID | None = None,
    now: datetime,
) -> list[Registration]:
    """Present, take all three consents and register many at once: an owner's roster on paper.

    Raises CannotRegister naming the missing part.
    """
    channels.check(channel)
    companies = _company_of({each.dwelling_id for each in enrolments})
    presentations = [
        Presentation(
            company_id=companies[each.dwelling_id],
            dwelling_id=each.dwelling_id,
            version_id=version_id,
            channel=channel,
            presented_at=now,
        )
        for each in enrolments
    ]
    Presentation.objects.bulk_create(presentations)
    Consent.objects.bulk_create(
        [
            Consent(
                company_id=shown.company_id,
                person_id=each.person_id,
                presentation=shown,
                version_id=version_id,
                line=line,
                policy_version=policy_version,
                consented_at=now,
            )
            for each, shown in zip(enrolments, presentations, strict=True)
            for line in LINES
        ],
        ignore_conflicts=True,
    )
    way = Way(channel, entered_by_id)
    return _register(enrolments, version_id=version_id, way=way, proof=proof, now=now)


def _register(
    enrolments: Sequence[Enrolment],
    *,
    version_id: uuid.UUID,
    way: Way,
    proof: str | None,
    now: datetime,
) -> list[Registration]:
    channels.check(way.channel)
    persons = {each.person_id for each in enrolments}
    _refuse_incomplete(persons)
    companies = _company_of({each.dwelling_id for each in enrolments})
    consents = _consents_of(persons, version_id=version_id)
    registrations = [
        Registration(
            company_id=companies[each.dwelling_id],
            person_id=each.person_id,
            dwelling_id=each.dwelling_id,
            channel=way.channel,
            entered_by_id=way.entered_by_id,
            paper_reference=way.paper_reference,
            guardian_id=each.guardian_id,
            proof=proof,
            terms_consent_id=consents[each.person_id]["terms"],
            provision_consent_id=consents[each.person_id]["provision"],
            assignment_consent_id=consents[each.person_id]["assignment"],
            usable_from=now,
            valid=DateTimeTZRange(now, None),
        )
        for each in enrolments
    ]
    with constraints.refusing(_REFUSALS):
        return Registration.objects.bulk_create(registrations)


def _company_of(dwelling_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, uuid.UUID]:
    found = Dwelling.objects.filter(pk__in=dwelling_ids)
    return dict(found.values_list("id", "building__company_id"))


def _refuse_incomplete(person_ids: set[uuid.UUID]) -> None:
    """The name and one contact must be there; the address is the dwelling itself (2.2)."""
    named = Person.objects.filter(pk__in=person_ids, family_sealed__isnull=False)
    if named.count() < len(person_ids):
        raise CannotRegister(_("利用者の登録には、氏名が必要です。"))
    reached = ContactPoint.objects.filter(person__in=person_ids, ended_at__isnull=True)
    if reached.values("person").distinct().count() < len(person_ids):
        raise CannotRegister(_("利用者の登録には、連絡先が必要です。"))


def _consents_of(
    person_ids: set[uuid.UUID], *, version_id: uuid.UUID
) -> dict[uuid.UUID, dict[str, uuid.UUID]]:
    found: dict[uuid.UUID, dict[str, uuid.UUID]] = {each: {} for each in person_ids}
    rows = Consent.objects.filter(person__in=person_ids, version=version_id)
    for person_id, line, consent_id in rows.values_list("person_id", "line", "id"):
        found[person_id][line] = consent_id
    if any(set(given) != set(LINES) for given in found.values()):
        raise CannotRegister(ALL_THREE)
    return found


@transaction.atomic
def decline(
    dwelling_id: uuid.UUID,
    *,
    version_id: uuid.UUID,
    invitation_id: uuid.UUID | None = None,
    now: datetime,
) -> Decline:
    """Record that a dwelling's resident declined the service; who it was is not kept (2.3).

    Who was invited by name and declines is forgotten; nobody declines for another.
    """
    if invitation_id is not None:
        own = Invitation.objects.filter(pk=invitation_id, dwelling=dwelling_id, origin="roster")
        roster_lines.take_back(list(own.values_list("id", flat=True)), now=now)
    return Decline.objects.create(dwelling_id=dwelling_id, version_id=version_id, declined_at=now)
