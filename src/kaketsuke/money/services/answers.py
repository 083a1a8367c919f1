"""The payer's word on an estimate, before anything that costs is begun (A1.3, 3.3)."""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from procrastinate.contrib.django import app

from kaketsuke.accounts.viewers import Actor, ActorRole
from kaketsuke.cases import services as case_services
from kaketsuke.cases.lifecycle import Event, State
from kaketsuke.cases.models import Case
from kaketsuke.dispatch import queries as dispatch_queries
from kaketsuke.money import payers, queries, refusals, sealed
from kaketsuke.money.models import Approval, Estimate, EstimateLine
from kaketsuke.money.signing import Signed
from kaketsuke.onsite import services as onsite_services
from kaketsuke.onsite import steps
from kaketsuke.onsite.steps import Press
from kaketsuke.people import keys, sealing
from kaketsuke.rules import charge

HOW_BY_ROLE: Final = {
    ActorRole.RESIDENT: "own_phone",
    ActorRole.OWNER: "own_phone",
    ActorRole.TECHNICIAN: "technicians_screen",
    ActorRole.OPERATOR: "by_telephone",
    ActorRole.SUPERVISOR: "by_telephone",
}
SHEETS: Final = ("electronic", "paper")


@transaction.atomic
def answer_estimate(
    estimate_id: UUID,
    *,
    approved: bool,
    how: str,
    actor: Actor,
    now: datetime,
    signed: Signed | None = None,
    sheet: str = "",
    event_at: datetime | None = None,
) -> Approval:
    """Take the payer's word on the newest version; declining costs nothing (A1.3, 3.3).

    An approval names how the statutory sheet was given (`sheet`: "electronic" or "paper"); on the
    technician's screen it is signed. The same answer given twice is one answer. Given without a
    signal it counts from `event_at`, as every press at the door does.
    Raises: CannotAnswerEstimate.
    """
    case_id = Estimate.objects.values_list("case_id", flat=True).get(pk=estimate_id)
    case = Case.objects.select_for_update().get(pk=case_id)
    estimate = Estimate.objects.get(pk=estimate_id)
    given = Approval.objects.filter(estimate=estimate).first()
    if given is not None:
        if given.approved == approved:
            return given
        raise refusals.CannotAnswerEstimate(refusals.ANSWERED)
    _refuse_answer(case, estimate, how=how, actor=actor)
    if approved:
        _refuse_unsigned(how=how, signed=signed, sheet=sheet)
    at = _given_at(case_id, estimate, actor=actor, event_at=event_at, now=now)
    approval = _write(estimate, approved=approved, how=how, signed=signed, sheet=sheet, at=at)
    if approved and at < now:
        onsite_services.reach_minutes(case_id, now=now, at=at)
    _tell_the_case(case, estimate, approval, actor=actor, now=now)
    if approved and (how != "own_phone" or case.phone_inside):
        # Somebody else could have given this word in the payer's name.
        telling = app.configure_task("money.tell_of_approval", allow_unknown=True)
        telling.defer(approval_id=str(approval.id))
    if approved and at < now:
        onsite_services.minutes_were_approved(case_id, at=at, now=now)
    return approval


def _given_at(
    case_id: UUID, estimate: Estimate, *, actor: Actor, event_at: datetime | None, now: datetime
) -> datetime:
    """Return when the word was given: in the technician's order, never before its estimate."""
    if event_at is None or actor.role is not ActorRole.TECHNICIAN or actor.id is None:
        return now
    _case, press = steps.at_the_door(case_id, Press(actor.id, now, event_at))
    return max(press.at, estimate.made_at)


def _write(
    estimate: Estimate,
    *,
    approved: bool,
    how: str,
    signed: Signed | None,
    sheet: str,
    at: datetime,
) -> Approval:
    approval = Approval(
        company_id=estimate.company_id,
        estimate=estimate,
        approved=approved,
        answered_at=at,
        how=how,
        sheet=sheet if approved else "",
    )
    if approved and signed is not None:
        key = keys.open_or_create("money", estimate.id)
        approval.signed = signed.kind
        approval.signature_sealed = sealing.seal(
            key, signed.content, context=sealed.signature(approval.id)
        )
    approval.save(force_insert=True)
    return approval


def _refuse_answer(case: Case, estimate: Estimate, *, how: str, actor: Actor) -> None:
    newest = Estimate.objects.filter(case=case).order_by("-version").first()
    if newest is None or newest.id != estimate.id:
        raise refusals.CannotAnswerEstimate(refusals.NEWER_VERSION)
    begun = dispatch_queries.visit_begun(case.id)
    if begun is not None and estimate.made_at < begun:
        raise refusals.CannotAnswerEstimate(refusals.OF_AN_EARLIER_VISIT)
    if case.state != State.WORKING:
        raise refusals.CannotAnswerEstimate(refusals.ONLY_AT_WORK)
    if how != HOW_BY_ROLE.get(actor.role) or not _may_answer(case, actor=actor):
        raise refusals.CannotAnswerEstimate(refusals.NOT_THE_PAYER)
    if how == "technicians_screen":
        _refuse_on_glass(case)


def _refuse_on_glass(case: Case) -> None:
    """Who signs stands there and pays; where a signature was disowned no other is taken there.

    Also none that waited on the phone for a signal: it was given before the payer was heard.
    """
    if not payers.is_at_the_door(case.id):
        raise refusals.CannotAnswerEstimate(refusals.PAYER_IS_ELSEWHERE)
    if queries.signature_disowned(case.id):
        raise refusals.CannotAnswerEstimate(refusals.SIGNATURE_WAS_DISOWNED)


def _refuse_unsigned(*, how: str, signed: Signed | None, sheet: str) -> None:
    if sheet not in SHEETS:
        raise refusals.CannotAnswerEstimate(refusals.SHEET_FIRST)
    if how == "technicians_screen" and signed is None:
        raise refusals.CannotAnswerEstimate(refusals.SIGN_FIRST)


def _may_answer(case: Case, *, actor: Actor) -> bool:
    """Who asked pays and answers (3.3): by the own link, at the door, or by telephone."""
    if actor.role in (ActorRole.RESIDENT, ActorRole.OWNER):
        return payers.pays(case, actor.id) and payers.role_of(case) is actor.role
    if actor.role is ActorRole.TECHNICIAN:
        lead = dispatch_queries.lead_of(case.id)
        return lead is not None and lead.technician_id == actor.id
    return actor.id is not None


def _tell_the_case(
    case: Case, estimate: Estimate, approval: Approval, *, actor: Actor, now: datetime
) -> None:
    facts = {
        "version": estimate.version,
        "approved_total_yen": estimate.total_yen,
        "how": approval.how,
        "signed": approval.signed,
        "sheet": approval.sheet,
    }
    if not approval.approved:
        case_services.remark(
            case.id,
            remark="EstimateDeclined",
            actor=actor,
            now=now,
            event_at=approval.answered_at,
            facts=facts,
            clauses=("A1.3",),
        )
        return
    lines = list(EstimateLine.objects.filter(estimate=estimate).select_related("carried_from"))
    for line in lines:
        origin = line.carried_from
        line.approved_at = origin.approved_at if origin else approval.answered_at
        # What was begun meanwhile under the former version stays begun.
        line.begun_at = origin.begun_at if origin else None
    EstimateLine.objects.bulk_update(lines, ["approved_at", "begun_at"])
    facts["approved_minutes"] = sum(
        line.quantity for line in lines if line.kind == charge.LineKind.OVERTIME
    )
    case_services.advance(
        case.id,
        event=Event.ESTIMATE_APPROVED,
        actor=actor,
        now=now,
        event_at=approval.answered_at,
        facts=facts,
        clauses=("A1.3", "3.3"),
    )
