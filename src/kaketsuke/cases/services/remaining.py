"""What remains: follow-ups after the door is open, closing, and the sweep that rings a human."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kaketsuke.accounts.viewers import SYSTEM, TIMER, Actor, ActorRole
from kaketsuke.cases import follow_ups, gates, timeline, timings
from kaketsuke.cases.lifecycle import ENDS, NEEDS_A_HUMAN, Event, State
from kaketsuke.cases.models import Case, FollowUp
from kaketsuke.cases.protection import LOOKS
from kaketsuke.cases.refusals import CannotAdvance
from kaketsuke.cases.services.advance import advance, role_in


@transaction.atomic
def add_follow_up(
    case_id: UUID,
    *,
    kind: str,
    now: datetime,
    actor: Actor = SYSTEM,
    mandatory: bool = True,
    owner_role: str = "",
    due_on: date | None = None,
) -> FollowUp:
    """Note work that remains after the door is open (X-12, 4.3); open work is noted once a kind."""
    if kind not in dict(FollowUp.KINDS):
        raise CannotAdvance(_("この後の対応は選択肢にありません。"))
    case = timeline.locked(case_id)
    known = FollowUp.objects.filter(case=case, kind=kind, done_at__isnull=True).first()
    if known is not None:
        return known
    follow_up = FollowUp.objects.create(
        company_id=case.company_id,
        case=case,
        kind=kind,
        mandatory=mandatory,
        owner_role=owner_role,
        due_on=due_on or timings.due_on(kind, now=now),
    )
    line = timeline.Line(event="FollowUpAdded", actor=actor, now=now, facts={"kind": kind})
    timeline.append(case, line=line)
    return follow_up


@transaction.atomic
def take_follow_up(follow_up_id: UUID, *, owner_role: str, actor: Actor, now: datetime) -> FollowUp:
    """Say who sees to a follow-up; a settled case closes once every mandatory one has somebody."""
    case_id = FollowUp.objects.values_list("case_id", flat=True).get(pk=follow_up_id)
    case = timeline.locked(case_id)
    follow_up = FollowUp.objects.get(pk=follow_up_id)
    follow_up.owner_role = owner_role
    follow_up.save(update_fields=["owner_role"])
    facts = {"kind": follow_up.kind, "owner_role": owner_role}
    timeline.append(
        case, line=timeline.Line(event="FollowUpTaken", actor=actor, now=now, facts=facts)
    )
    close_when_done(case_id, now=now)
    return follow_up


@transaction.atomic
def finish_follow_up(follow_up_id: UUID, *, actor: Actor, now: datetime) -> FollowUp:
    """Note that a follow-up is done; a second time changes nothing."""
    case_id = FollowUp.objects.values_list("case_id", flat=True).get(pk=follow_up_id)
    case = timeline.locked(case_id)
    follow_up = FollowUp.objects.get(pk=follow_up_id)
    if follow_up.done_at is None:
        follow_up.done_at = now
        follow_up.save(update_fields=["done_at"])
        line = timeline.Line(
            event="FollowUpDone", actor=actor, now=now, facts={"kind": follow_up.kind}
        )
        timeline.append(case, line=line)
        close_when_done(case_id, now=now)
    return follow_up


@transaction.atomic
def close_when_done(case_id: UUID, *, now: datetime) -> bool:
    """Close a settled case whose follow-ups all have an owner; else ask a human for one."""
    case = timeline.locked(case_id)
    if case.state != State.SETTLED:
        return case.state == State.CLOSED
    if gates.open_follow_ups(case).exists():
        _ring(case, why="follow_up", now=now)
        return False
    advance(case_id, event=Event.CLOSED, actor=SYSTEM, now=now)
    return True


@transaction.atomic
def end_waiting(case_id: UUID, *, now: datetime) -> None:
    """Close a turned-away case when nobody else came within the waiting time (A1.2.1)."""
    case = timeline.locked(case_id)
    if case.state == State.TURNED_AWAY and now - case.state_since >= timings.WAITING:
        advance(case_id, event=Event.WAIT_OVER, actor=TIMER, now=now)


@transaction.atomic
def ring_a_human(case_id: UUID, *, why: str, now: datetime) -> None:
    """Mark a case red until somebody acts; said once in the timeline."""
    case = timeline.locked(case_id)
    if case.state not in ENDS:
        _ring(case, why=why, now=now)


@transaction.atomic
def answer_ring(case_id: UUID, *, why: str, actor: Actor, now: datetime) -> None:
    """Somebody saw to what a human was rung for; for another reason nothing changes.

    What a supervisor has to look at only another than its operator answers. Raises: CannotAdvance.
    """
    case = timeline.locked(case_id)
    if not why or case.human_needed != why or (case.state in NEEDS_A_HUMAN and why != LOOKS):
        return
    if why == LOOKS and role_in(case, actor) is not ActorRole.SUPERVISOR:
        raise CannotAdvance(_("確かめられるのは、電話を受けた方とは別の責任者だけです。"))
    case.human_needed = case.state if case.state in NEEDS_A_HUMAN else ""
    timeline.append(
        case, line=timeline.Line(event="RingAnswered", actor=actor, now=now, facts={"why": why})
    )


def _ring(case: Case, *, why: str, now: datetime) -> None:
    already = case.human_needed == why and _rung(case)
    if already:
        return
    if case.human_needed != LOOKS:
        case.human_needed = why
    timeline.append(
        case, line=timeline.Line(event="HumanRung", actor=TIMER, now=now, facts={"why": why})
    )


def _rung(case: Case) -> bool:
    newest = case.entries.order_by("-seq").values_list("event", "state").first()
    rung = case.entries.filter(
        event="HumanRung", state=case.state, entered_at__gte=case.state_since
    )
    return newest is not None and rung.exists()


def sweep(*, now: datetime) -> int:
    """Find live cases on which nothing happened for too long, and ring a human; return how many."""
    rung = 0
    for state, patience in timings.SILENT_AFTER.items():
        silent = Case.objects.filter(
            state=state, state_since__lte=now - patience, human_needed=""
        ).values_list("pk", flat=True)
        for case_id in silent:
            ring_a_human(case_id, why="overdue", now=now)
            if state == State.SETTLED:
                follow_ups.defer("cases.close_when_done", case_id=case_id)
            rung += 1
    return rung
