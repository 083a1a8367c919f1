"""The payer's word is held against the payer: told at once, objected to, heard, taken back (A1.3).

A signature on the technician's glass can be forged, and a voice on the telephone feigned. So the
payer is told of it on their own number, one press halts whatever would cost, and it goes on only
once a supervisor has spoken with them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Sum

from kaketsuke.accounts.viewers import Actor, ActorRole
from kaketsuke.cases import services as case_services
from kaketsuke.cases.lifecycle import Event, State
from kaketsuke.cases.models import Case, Entry
from kaketsuke.money import payers, queries, refusals
from kaketsuke.money.models import Approval, DisownedApproval, Estimate
from kaketsuke.onsite import queries as onsite_queries
from kaketsuke.onsite.models import BreakingAgreement
from kaketsuke.onsite.queries import AGREEMENT_HEARD
from kaketsuke.residents import notices as resident_notices
from kaketsuke.rules import charge

# What the payer is told, by how the word was given.
OF_AN_ESTIMATE: Final = {
    "technicians_screen": "approved_on_glass",
    "by_telephone": "approved_by_telephone",
    "own_phone": "approved_on_another_phone",
}
OF_BREAKING: Final = {"drawn": "breaking_agreed_on_glass", "spoken": "breaking_agreed_by_telephone"}
RUNS: Final = (State.WORKING, State.OPENED, State.HALTED)


@dataclass(frozen=True, slots=True)
class Owned:
    """What the payer owned to: versions up to this one (0: none), and the breaking of the lock.

    None where there is nothing of the kind.
    """

    version: int | None = None
    breaking: bool | None = None


@transaction.atomic
def tell_of_approval(approval_id: UUID, *, now: datetime) -> int:
    """Tell the payer what was approved in their name, how, and where they say no; told once."""
    approval = Approval.objects.select_related("estimate").get(pk=approval_id)
    case = _case(approval.estimate.case_id)
    return _tell(
        case,
        template=OF_AN_ESTIMATE[approval.how],
        word_id=approval.id,
        now=now,
        total=f"{approval.estimate.total_yen:,}",
        version=str(approval.estimate.version),
    )


@transaction.atomic
def tell_of_breaking(agreement_id: UUID, *, now: datetime) -> int:
    """Tell the payer that whoever attends agreed to break the lock; told once (2.1)."""
    agreement = BreakingAgreement.objects.get(pk=agreement_id)
    case = _case(agreement.case_id)
    return _tell(case, template=OF_BREAKING[agreement.how], word_id=agreement.id, now=now)


def _tell(case: Case, *, template: str, word_id: UUID, now: datetime, **said: str) -> int:
    return case_services.tell_of_word(
        case,
        payers.person_of(case),
        template=template,
        parameters={**said, "phone": resident_notices.numbers(now)["dispatch"]},
        word_id=word_id,
        now=now,
    )


@transaction.atomic
def object_to_word(
    case_id: UUID,
    *,
    actor: Actor,
    now: datetime,
    by_telephone: bool = False,
    idempotency_key: UUID | None = None,
) -> Entry:
    """Halt the case: the payer says that they agreed to no such thing. The page says what it is.

    Of what was paid already they cancel or complain instead.
    Raises: CannotObject, cases' CannotAdvance.
    """
    case = Case.objects.select_for_update().get(pk=case_id)
    if case.state not in RUNS:
        raise refusals.CannotObject(refusals.ONLY_WHILE_IT_RUNS)
    if not by_telephone and not (
        payers.pays(case, actor.id) and actor.role is payers.role_of(case)
    ):
        raise refusals.CannotObject(refusals.NOT_THE_PAYER)
    newest = queries.binding_estimate(case_id)
    breaking = onsite_queries.breaking_agreed(case_id)
    if newest is None and not breaking:
        raise refusals.CannotObject(refusals.NOTHING_TO_OBJECT_TO)
    return case_services.advance(
        case_id,
        event=Event.PAYER_OBJECTED,
        actor=actor,
        now=now,
        facts={
            "is_payer": not by_telephone,
            "objected_by_phone": by_telephone,
            "version": newest.version if newest else None,
            "destructive_approved_by": breaking,
        },
        clauses=("A1.3",),
        idempotency_key=idempotency_key,
    )


@transaction.atomic
def hear_payer(case_id: UUID, *, owned: Owned, words: str, actor: Actor, now: datetime) -> Entry:
    """A supervisor spoke with the payer: from here only what the payer owns to is agreed (A1.3).

    Raises: CannotObject, cases' CannotAdvance.
    """
    case = Case.objects.select_for_update().get(pk=case_id)
    if actor.id is None or not _may_hear(case, actor):
        raise refusals.CannotObject(refusals.ONLY_A_SUPERVISOR_HEARS)
    agreed = list(queries.agreed_versions(case_id))
    if agreed and owned.version not in {0, *(each.version for each in agreed)}:
        raise refusals.CannotObject(refusals.WHICH_IS_OWNED)
    if onsite_queries.breaking_agreed(case_id) and owned.breaking is None:
        raise refusals.CannotObject(refusals.IS_BREAKING_OWNED)
    disowned = [each for each in agreed if each.version > (owned.version or 0)]
    _disown(disowned, heard_by=actor.id, now=now)
    binding = queries.binding_estimate(case_id)
    return case_services.advance(
        case_id,
        event=Event.PAYER_HEARD,
        actor=actor,
        now=now,
        facts={
            "owned_version": owned.version,
            "breaking_owned": owned.breaking,
            "approved_total_yen": binding.total_yen if binding else 0,
            "approved_minutes": _minutes(binding) if binding else 0,
        },
        words=words,
        clauses=("A1.3", "2.1") if owned.breaking is not None else ("A1.3",),
    )


def _may_hear(case: Case, actor: Actor) -> bool:
    """Whoever entered the word as heard on the telephone is not who asks whether it was given."""
    entered = Entry.objects.filter(
        case=case, event__in=(Event.ESTIMATE_APPROVED, AGREEMENT_HEARD), actor_id=actor.id
    )
    return case_services.role_in(case, actor) is ActorRole.SUPERVISOR and not entered.exists()


def _disown(estimates: Iterable[Estimate], *, heard_by: UUID, now: datetime) -> None:
    for estimate in estimates:
        # What was begun under it and had been agreed before stays begun, and is owed.
        for line in estimate.lines.filter(begun_at__isnull=False).select_related("carried_from"):
            origin = line.carried_from
            if origin is not None and origin.begun_at is None:
                origin.begun_at = line.begun_at
                origin.save(update_fields=["begun_at"])
        DisownedApproval.objects.create(
            company_id=estimate.company_id, estimate=estimate, disowned_at=now, heard_by_id=heard_by
        )


def _minutes(estimate: Estimate) -> int:
    overtime = estimate.lines.filter(kind=charge.LineKind.OVERTIME)
    return overtime.aggregate(minutes=Sum("quantity"))["minutes"] or 0


def _case(case_id: UUID) -> Case:
    return Case.objects.select_related("request", "dwelling__building").get(pk=case_id)
