"""Who else may come to the door when somebody was turned away, and leaves for the one who came."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kaketsuke.accounts.viewers import Actor, ActorRole
from kaketsuke.cases import attendance, timeline
from kaketsuke.cases.lifecycle import Event, State
from kaketsuke.cases.models import Entry, Leave
from kaketsuke.cases.refusals import CannotAdvance, CannotOpenCase
from kaketsuke.cases.services.advance import advance, role_in
from kaketsuke.intake import record
from kaketsuke.people import keys, sealing

# A leave lets the work begin without the checks: it makes sense only before they passed.
LEAVE_HELPS = (State.OFFERING, State.UNFILLED, State.ASSIGNED, State.EN_ROUTE, State.ARRIVED)


@transaction.atomic
def name_other_attendant(
    case_id: UUID,
    *,
    role: str,
    person_id: UUID | None = None,
    owner_id: UUID | None = None,
    actor: Actor,
    now: datetime,
) -> Entry:
    """Name who comes to the door instead; the checks and any leave begin anew (A1.2.1).

    Behind a protected door a supervisor names them, who did not take the call (X-8).
    Raises CannotAdvance where the record does not know that person in that role.
    """
    case = timeline.locked(case_id)
    protected = record.protected_at(case.dwelling_id, at=now)
    if protected and role_in(case, actor) is not ActorRole.SUPERVISOR:
        raise CannotAdvance(_("確認いたしますので、責任者に伝えてください。"))
    if not record.may_attend(
        case.dwelling, attendance=role, person_id=person_id, owner_id=owner_id, at=now
    ):
        raise CannotAdvance(record.NOT_ENTITLED)
    return advance(
        case_id,
        event=Event.OTHER_ATTENDANT_COMES,
        actor=actor,
        now=now,
        facts={
            "attendant_named": True,
            "attendance": role,
            "person_id": person_id,
            "owner_id": owner_id,
        },
        clauses=("A1.2.1",),
    )


@transaction.atomic
def issue_leave(case_id: UUID, *, supervisor: Actor, reason: str, now: datetime) -> Leave:
    """Let the work begin for this attendant although the document is inside (特例許可, A1.2.2).

    The database refuses one issued by the operator who took the call. Raises CannotOpenCase.
    """
    case = timeline.locked(case_id)
    by, role = supervisor.id, supervisor.role
    refused = role is not ActorRole.SUPERVISOR or by == case.request.operator_id
    if by is None or refused or not reason.strip():
        raise CannotOpenCase(
            _("特例許可は、電話を受けた方とは別の責任者が理由を書いて出してください。")
        )
    if case.state not in LEAVE_HELPS or case.leave_id is not None:
        raise CannotOpenCase(_("特例許可は、作業を始める前の、まだ許可のない案件にだけ出せます。"))
    attendant = attendance.attendant_of(case)
    leave = Leave(
        company_id=case.company_id,
        request=case.request,
        case=case,
        issued_by_id=by,
        request_operator_id=case.request.operator_id,
        attendant_person_id=attendant.person_id,
        attendant_owner_id=attendant.owner_id,
        issued_at=now,
    )
    key = keys.open_key("case", case.id)
    leave.reason_sealed = sealing.seal(key, reason, context=f"cases.leave.reason:{leave.id}")
    leave.save(force_insert=True)
    case.leave_id = leave.id
    line = timeline.Line(
        event="LeaveIssued",
        actor=supervisor,
        now=now,
        facts={"leave_id": leave.id},
        words=reason,
        clauses=("A1.2.2", "4.7.3"),
    )
    timeline.append(case, line=line)
    return leave
