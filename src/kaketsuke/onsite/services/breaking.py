"""Breaking a lock (2.1): who answers for it has agreed, and so has whoever attends."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from procrastinate.contrib.django import app

from kaketsuke.accounts.viewers import Actor, ActorRole
from kaketsuke.cases import services as case_services
from kaketsuke.cases import timeline
from kaketsuke.cases.models import Case, Entry
from kaketsuke.onsite import queries, refusals, sealed, steps
from kaketsuke.onsite.models import BreakingAgreement, BreakingApproval
from kaketsuke.onsite.signatures import Drawn
from kaketsuke.onsite.steps import Press
from kaketsuke.parties import queries as party_queries
from kaketsuke.people import keys, sealing

DESK = (ActorRole.OPERATOR, ActorRole.SUPERVISOR)
ASKED, APPROVED, AGREED = "BreakingAsked", "BreakingApproved", "BreakingAgreed"
HEARD = queries.AGREEMENT_HEARD


@dataclass(frozen=True, slots=True)
class HeardOwner:
    """Which owner the centre rang, and who spoke for it; nobody where it is a natural person."""

    owner_id: UUID
    person_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Agreement:
    """The word of whoever attends: drawn, or spoken on the telephone to the centre."""

    approved_by: str
    drawn: Drawn | None = None
    spoken: bool = False


@transaction.atomic
def ask_to_break(
    case_id: UUID,
    *,
    technician: UUID,
    now: datetime,
    event_at: datetime | None = None,
    idempotency_key: UUID | None = None,
) -> Entry:
    """Ask the centre for the word of who answers for the lock. Raises: CannotAct."""
    press = Press(technician, now, event_at, idempotency_key)
    case, press = steps.at_the_door(case_id, press)
    if entry := steps.pressed_before(case, press, ASKED):
        return entry
    entry = _remark(case, ASKED, press)
    case_services.ring_a_human(case_id, why="breaking", now=now)
    return entry


@transaction.atomic
def approve_breaking(
    case_id: UUID,
    *,
    approved_by: str,
    actor: Actor,
    now: datetime,
    heard: HeardOwner | None = None,
) -> None:
    """The centre heard the owner, or a supervisor decided for the company: it may be broken (2.1).

    Doing it twice changes nothing. Raises: CannotAct.
    """
    if approved_by not in ("owner", "company") or actor.role not in DESK or actor.id is None:
        raise refusals.CannotAct(refusals.NO_SUCH_APPROVAL)
    case = timeline.locked(case_id)
    _refuse_away_from_the_lock(case)
    # Who took the call is its operator here, whatever else they may be.
    role = case_services.role_in(case, actor)
    if approved_by == "company" and role is not ActorRole.SUPERVISOR:
        raise refusals.CannotAct(refusals.COMPANY_IS_THE_SUPERVISOR)
    if approved_by == "owner" and not _answers_for(case, heard, at=now):
        raise refusals.CannotAct(refusals.WHICH_OWNER)
    spoke = heard if approved_by == "owner" else None
    _row, is_new = BreakingApproval.objects.get_or_create(
        case=case,
        approved_by=approved_by,
        defaults={
            "company_id": case.company_id,
            "recorded_by_id": actor.id,
            "recorded_at": now,
            "heard_owner_id": spoke.owner_id if spoke else None,
            "heard_person_id": spoke.person_id if spoke else None,
        },
    )
    if is_new:
        case_services.remark(
            case_id,
            remark=APPROVED,
            actor=actor,
            now=now,
            facts={"destructive_approved_by": approved_by},
            clauses=("2.1",),
        )


@transaction.atomic
def hear_agreement(case_id: UUID, *, actor: Actor, now: datetime) -> Entry:
    """The centre heard whoever attends agree, who cannot sign: the technician may note it (2.1).

    A technician's word alone is none. Raises: CannotAct.
    """
    if actor.role not in DESK or actor.id is None:
        raise refusals.CannotAct(refusals.NO_SUCH_APPROVAL)
    case = timeline.locked(case_id)
    _refuse_away_from_the_lock(case)
    if not queries.breaking_approvers(case, at=now):
        raise refusals.CannotAct(refusals.DESTRUCTIVE_NEEDS_APPROVAL)
    return case_services.remark(
        case_id, remark=HEARD, actor=actor, now=now, facts={"how": "spoken"}, clauses=("2.1",)
    )


def _refuse_away_from_the_lock(case: Case) -> None:
    if not queries.at_the_lock(case):
        raise refusals.CannotAct(refusals.APPROVED_AT_THE_DOOR)


def _answers_for(case: Case, heard: HeardOwner | None, *, at: datetime) -> bool:
    owners = party_queries.owners_of(case.dwelling.building_id, at)
    found = next((each for each in owners if heard and each.id == heard.owner_id), None)
    if found is None or heard is None:
        return False
    if heard.person_id is None or heard.person_id == found.person_id:
        return True
    return party_queries.mandate_live(found.id, heard.person_id, at)


@transaction.atomic
def agree_to_break(
    case_id: UUID,
    *,
    agreement: Agreement,
    technician: UUID,
    now: datetime,
    event_at: datetime | None = None,
    idempotency_key: UUID | None = None,
) -> Entry:
    """Whoever attends agrees to what was approved; from here the lock may be broken (2.1).

    Raises: CannotAct.
    """
    press = Press(technician, now, event_at, idempotency_key)
    case, press = steps.at_the_door(case_id, press)
    if entry := steps.pressed_before(case, press, AGREED):
        return entry
    return _keep_agreement(case, agreement, press)


def _keep_agreement(case: Case, agreement: Agreement, press: Press) -> Entry:
    steps.refuse_without_approval(agreement.approved_by)
    if not queries.at_the_lock(case):
        raise refusals.CannotAct(refusals.CHECKS_FIRST)
    if agreement.approved_by not in queries.breaking_approvers(case, at=press.at):
        raise refusals.CannotAct(refusals.DESTRUCTIVE_NEEDS_APPROVAL)
    if agreement.drawn is None and not agreement.spoken:
        raise refusals.CannotAct(refusals.AGREE_FIRST)
    if agreement.drawn is None and not queries.agreement_heard(case, at=press.at):
        raise refusals.CannotAct(refusals.HEARD_BY_THE_CENTRE)
    row = BreakingAgreement(
        company_id=case.company_id,
        case=case,
        technician_id=press.technician,
        approved_by=agreement.approved_by,
        how="spoken" if agreement.drawn is None else "drawn",
        agreed_at=press.at,
        entered_at=press.now,
    )
    if agreement.drawn is not None:
        row.drawn_sealed = sealing.seal(
            keys.open_key("case", case.id),
            agreement.drawn.to_text(),
            context=sealed.signature(row.id),
        )
        row.drawn_sha256 = agreement.drawn.sha256
    row.save(force_insert=True)
    # Whoever pays learns of it at once: who stands there may not be whose door it is.
    telling = app.configure_task("money.tell_of_breaking", allow_unknown=True)
    telling.defer(agreement_id=str(row.id))
    facts = {
        "destructive_approved_by": row.approved_by,
        "lock_model": party_queries.lock_model_at(case.dwelling_id, press.at),
        "agreed_how": row.how,
    }
    return _remark(case, AGREED, press, facts=facts)


def _remark(
    case: Case,
    remark: str,
    press: Press,
    *,
    facts: dict[str, str] | None = None,
) -> Entry:
    return case_services.remark(
        case.id,
        remark=remark,
        actor=Actor(ActorRole.TECHNICIAN, press.technician),
        now=press.now,
        event_at=press.at,
        facts=facts,
        clauses=("2.1",),
        idempotency_key=press.idempotency_key,
    )
