"""The decision on a request: by the rules, and where they refer it, by a supervisor in writing."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kaketsuke.accounts.viewers import Actor
from kaketsuke.intake import lifecycle, notices, queries, record, steps
from kaketsuke.intake.lifecycle import Event, State
from kaketsuke.intake.models import Request, RequestEntry
from kaketsuke.intake.refusals import CannotAdvance

MOVED_ON = _(
    "画面を開いたあとに、お客さまのお話が変わりました。いまの内容を確かめてから、判断してください。"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Permission:
    """What a supervisor decided on a referred request."""

    reason: str
    leave: bool = False
    second_person_id: UUID | None = None


@dataclass(slots=True)
class _Decider:
    """Fills the facts of a step from a locked request."""

    request: Request
    actor: Actor
    open_case: bool = False
    words_told: str = ""
    permission: Permission | None = None

    def facts(self) -> lifecycle.Facts:
        request, permission = self.request, self.permission
        attended = request.attendant_person_id is not None or request.attendant_owner_id is not None
        return lifecycle.Facts(
            outcome=str((request.answer or {}).get("outcome", "")),
            attendant_named=attended,
            open_case=self.open_case,
            words_told=self.words_told,
            reason=permission.reason if permission else "",
            by_its_operator=_worked_on_it(request, self.actor),
            flagged=record.flagged(request),
            seconded=_seconded(request, permission=permission, actor=self.actor),
            id_inside=request.facts.get("photo_id") == "locked_inside",
            leave=bool(permission and permission.leave),
            owner_asks=record.asked_by_owner(request),
            owner_reason=request.owner_reason_sealed is not None,
        )


def _worked_on_it(request: Request, actor: Actor) -> bool:
    """Whether this person took the call or referred the request: somebody else must decide it."""
    referred = RequestEntry.objects.filter(request=request, event=Event.DECIDED).order_by("-seq")
    return actor.id is not None and actor.id in (
        request.operator_id,
        referred.values_list("actor_id", flat=True).first(),
    )


def _seconded(request: Request, *, permission: Permission | None, actor: Actor) -> bool:
    """Somebody else agreed after the facts were last stated; nobody agrees for another."""
    if permission is None or permission.second_person_id in (None, actor.id, request.operator_id):
        return False
    since = (
        RequestEntry.objects.filter(request=request, event=Event.DECIDED)
        .order_by("-seq")
        .values_list("seq", flat=True)
        .first()
    )
    agreed = RequestEntry.objects.filter(
        request=request,
        event=Event.SECONDED,
        actor_id=permission.second_person_id,
        seq__gt=since or 0,
    )
    return agreed.exists()


@transaction.atomic
def decide(request_id: UUID, *, actor: Actor, now: datetime, words_told: str) -> Request:
    """Refer or decline by the rules; the words told to the caller are kept (4.7).

    An accepted request opens a case: `cases.services.open_case` does both. Raises CannotAdvance.
    """
    request = steps.locked(request_id)
    steps.ask_rules(request, now=now)
    if (request.answer or {}).get("outcome") == "accept":
        raise CannotAdvance(_("出動できます。案件を開いてください。"))
    _decided(request, actor=actor, now=now)
    request.words_told = words_told.strip()[:200]
    decider = _Decider(request, actor, words_told=request.words_told)
    steps.advance(
        request,
        event=Event.DECIDED,
        actor=actor,
        now=now,
        facts=decider.facts(),
        kept={"facts": request.facts},
        words=request.words_told,
    )
    if request.state == State.DECLINED and not request.facts.get("protected"):
        _tell_of_refusal(request, now=now)
    return request


@transaction.atomic
def accept(request_id: UUID, *, actor: Actor, open_case: bool, now: datetime) -> Request:
    """Accept by the rules. Called by `cases`, which opens the case in the same transaction."""
    request = steps.locked(request_id)
    steps.ask_rules(request, now=now)
    outcome = (request.answer or {}).get("outcome")
    if request.state == State.ASKING and outcome not in ("accept", "ask"):
        raise CannotAdvance(_("この要請は出動の対象ではありません。判断の内容をご確認ください。"))
    _name_the_obvious(request)
    _decided(request, actor=actor, now=now)
    decider = _Decider(request, actor, open_case=open_case)
    steps.advance(
        request,
        event=Event.DECIDED,
        actor=actor,
        now=now,
        facts=decider.facts(),
        kept={"facts": request.facts},
    )
    return request


@transaction.atomic
def allow(
    request_id: UUID, *, supervisor: Actor, permission: Permission, open_case: bool, now: datetime
) -> Request:
    """Accept a referred request by a supervisor's decision. Called by `cases`.

    Raises CannotAdvance: by its own operator, without a reason, a second person or a leave where
    they are needed, or where the facts now decline.
    """
    request = steps.locked(request_id)
    steps.ask_rules(request, now=now)
    _name_the_obvious(request)
    _decided(request, actor=supervisor, now=now)
    decider = _Decider(request, supervisor, open_case=open_case, permission=permission)
    steps.advance(
        request,
        event=Event.ALLOWED,
        actor=supervisor,
        now=now,
        facts=decider.facts(),
        kept={
            "facts": request.facts,
            "leave": permission.leave,
            "second_person_id": permission.second_person_id,
        },
        words=permission.reason,
    )
    return request


@transaction.atomic
def refuse_if_moved_on(request_id: UUID, *, seen: str) -> None:
    """Refuse a decision from a page that shows what was told before; the request stays locked.

    Who decides, or agrees as the second, decides on the attendant and the facts that were shown.
    Raises CannotAdvance.
    """
    steps.locked(request_id)
    if seen != queries.stand_of(request_id):
        raise CannotAdvance(MOVED_ON)


@transaction.atomic
def second(request_id: UUID, *, actor: Actor, now: datetime) -> None:
    """Agree to a referred request before a supervisor decides: two people where a flag stands."""
    request = steps.locked(request_id)
    steps.advance(
        request,
        event=Event.SECONDED,
        actor=actor,
        now=now,
        facts=_Decider(request, actor).facts(),
    )


@transaction.atomic
def refuse(
    request_id: UUID,
    *,
    supervisor: Actor,
    reason: str,
    now: datetime,
    tell_registrants: bool | None = None,
) -> Request:
    """Decline a referred request in writing (4.7).

    Where a protective flag stands the supervisor says whether the registrants are told; otherwise
    they always are.
    """
    request = steps.locked(request_id)
    _decided(request, actor=supervisor, now=now)
    decider = _Decider(request, supervisor, permission=Permission(reason=reason))
    steps.advance(
        request,
        event=Event.REFUSED,
        actor=supervisor,
        now=now,
        facts=decider.facts(),
        kept={"facts": request.facts},
        words=reason,
    )
    protected = bool(request.facts.get("protected"))
    if tell_registrants if protected else True:
        _tell_of_refusal(request, now=now)
    return request


def _decided(request: Request, *, actor: Actor, now: datetime) -> None:
    request.decided_at, request.decided_by_id = now, actor.id


def _name_the_obvious(request: Request) -> None:
    """Who asks and says "I will be there" is the attendant; nobody needs to pick them again."""
    if request.attendant_person_id or request.attendant_owner_id:
        return
    role = (request.facts.get("requester") or {}).get("role")
    attendance = request.facts.get("attendance")
    if attendance == "registrant" and role == "resident":
        request.attendant_person_id = request.requester_person_id
    elif attendance in record.OWNER_SIDE and attendance == role:
        request.attendant_owner_id = request.requester_owner_id
        request.attendant_person_id = request.requester_person_id


def _tell_of_refusal(request: Request, *, now: datetime) -> None:
    if request.dwelling is None:
        return
    notices.tell_registrants(
        request.dwelling.id,
        template="request_refused",
        subject_kind="request",
        subject_id=request.id,
        company_id=request.company_id,
        parameters={"building": request.dwelling.building.name, "room": request.dwelling.room},
        link_for=notices.complaint_link(request.id),
        now=now,
    )
