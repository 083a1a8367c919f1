"""The only writers of complaints: from the words that came in to the answer and its end."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kaketsuke import transitions
from kaketsuke.accounts import context
from kaketsuke.accounts.viewers import TIMER, Actor, ActorRole
from kaketsuke.cases.models import Case
from kaketsuke.claims import complaint_lifecycle, doors, notices, record, timings
from kaketsuke.claims import queries as claim_queries
from kaketsuke.claims.complaint_lifecycle import ENDS, Event, Facts, State
from kaketsuke.claims.doors import Door
from kaketsuke.claims.models import Complaint
from kaketsuke.claims.refusals import CannotComplain, CannotStep
from kaketsuke.intake import services as intake_services
from kaketsuke.intake.models import Request
from kaketsuke.people import keys, normalise, sealing

AT_ONCE = 5
MAY_OPEN = (
    ActorRole.RESIDENT, ActorRole.OPERATOR, ActorRole.SUPERVISOR, ActorRole.CLAIMS,
    ActorRole.OFFICE,
)  # fmt: skip
_NO_WORDS = _("ご不満の内容を書いてください。")
_NOTHING = _("お申し出のもとになる案件または要請が見つかりません。")
_ENOUGH = _("この件のお申し出は、すでに受け付けています。お答えをお待ちください。")


@transaction.atomic
def open_complaint(
    about: str,
    *,
    words: str,
    channel: str,
    actor: Actor,
    now: datetime,
    case_id: UUID | None = None,
    request_id: UUID | None = None,
    person_id: UUID | None = None,
    reply_to: str = "",
    language: str = "ja",
    complaint_id: UUID | None = None,
) -> Complaint:
    """Take in a complaint about a refusal, bill, receipt or visit; its clock starts now (X-18).

    `about` is one of `Complaint.ABOUT`: a refusal needs its request, the others their case.
    `reply_to` is a telephone number for whoever is not registered. The same `complaint_id` twice
    is one complaint. Raises CannotComplain, CannotUsePhone.
    """
    about_what = (case_id, request_id, person_id)
    known = _opened_before(complaint_id, about_what)
    if known is not None:
        return known
    if actor.role not in MAY_OPEN:
        raise CannotComplain(transitions.NOT_YOU)
    subject = _subject(about, case_id=case_id, request_id=request_id)
    if not words.strip():
        raise CannotComplain(_NO_WORDS, field="words")
    complaint = Complaint(
        company_id=subject.company_id,
        number=record.next_number("claims_complaint_number"),
        about=about,
        request=subject if isinstance(subject, Request) else None,
        case=subject if isinstance(subject, Case) else None,
        person_id=person_id,
        channel=channel,
        language=language,
        state=State.RECEIVED,
        opened_at=now,
        alarm_at=timings.after_days("complaint_alarm_days", now=now),
        due_at=timings.after_days("complaint_answer_days", now=now),
    )
    if complaint_id is not None:
        complaint.pk = complaint_id
    key = keys.create("complaint", complaint.pk)
    if reply_to.strip():
        complaint.reply_to_sealed = sealing.seal(
            key, normalise.phone(reply_to), context=record.reply_place(complaint.pk)
        )
    step = record.Step(
        event="ComplaintOpened", actor=actor, now=now, words=words,
        facts={"about": about, "channel": channel},
    )  # fmt: skip
    record.append(complaint, step=step)
    notices.complaint_received(complaint, now=now)
    return complaint


def _opened_before(
    complaint_id: UUID | None, about_what: tuple[UUID | None, ...]
) -> Complaint | None:
    """Return the complaint that this key opened; a key of somebody else opens nothing of theirs."""
    known = Complaint.objects.filter(pk=complaint_id).first() if complaint_id else None
    if known is not None and (known.case_id, known.request_id, known.person_id) != about_what:
        raise CannotComplain(_NOTHING)
    return known


@transaction.atomic
def complain_at_door(
    door: Door, *, about: str, words: str, reply_to: str, language: str, key: UUID, now: datetime
) -> Complaint:
    """Take in what the holder of a signed address writes about its case or refusal.

    Raises CannotComplain, CannotUsePhone.
    """
    # Whoever holds the address acts on this one matter, whatever else the visitor may be.
    with context.as_system():
        of_case = door.kind == "case"
        here = {"case_id": door.id} if of_case else {"request_id": door.id}
        open_now = Complaint.objects.filter(**here).exclude(state__in=ENDS).exclude(pk=key)
        if open_now.count() >= AT_ONCE:
            raise CannotComplain(_ENOUGH)
        return open_complaint(
            about if of_case else "refusal",
            words=words,
            channel="link",
            actor=Actor(ActorRole.RESIDENT, door.person_id),
            person_id=door.person_id,
            reply_to=reply_to,
            language=language,
            complaint_id=key,
            now=now,
            **here,
        )


@transaction.atomic
def take_complaint(complaint_id: UUID, *, actor: Actor, now: datetime) -> Complaint:
    """Take a complaint in hand: from now on it has an owner. Raises CannotStep."""
    complaint = _locked(complaint_id)
    _step(complaint, event=Event.TAKEN, actor=actor, now=now)
    return complaint


@transaction.atomic
def begin_appeal(complaint_id: UUID, *, actor: Actor, now: datetime) -> Request:
    """Decide a refused request anew: a new request linked to it, and the old one stays (4.7).

    Raises CannotStep, and intake's CannotAdvance.
    """
    complaint = _locked(complaint_id)
    facts = Facts(
        about_a_refusal=complaint.about == "refusal",
        appealed_before=complaint.appeal_request_id is not None,
    )
    state = _next(complaint, event=Event.APPEAL_BEGUN, actor=actor, facts=facts)
    assert complaint.request_id is not None  # noqa: S101 - a refusal has its request
    complaint.appeal_request = intake_services.appeal(complaint.request_id, actor=actor, now=now)
    kept = {"request_id": complaint.appeal_request.pk}
    _write(complaint, event=Event.APPEAL_BEGUN, state=state, actor=actor, now=now, kept=kept)
    return complaint.appeal_request


@transaction.atomic
def answer_complaint(complaint_id: UUID, *, words: str, actor: Actor, now: datetime) -> Complaint:
    """Answer in writing; whoever complained is told where to read it. Raises CannotStep."""
    complaint = _locked(complaint_id)
    complaint.answered_at = now
    _step(complaint, event=Event.ANSWERED, actor=actor, now=now, words=words)
    notices.complaint_answered(complaint, now=now)
    return complaint


@transaction.atomic
def not_content(complaint_id: UUID, *, words: str, actor: Actor, now: datetime) -> Complaint:
    """Take an answered complaint up again; its clock starts anew. Raises CannotStep."""
    with context.as_system():
        complaint = _locked(complaint_id)
        complaint.alarm_at = timings.after_days("complaint_alarm_days", now=now)
        complaint.due_at = timings.after_days("complaint_answer_days", now=now)
        _step(complaint, event=Event.NOT_CONTENT, actor=actor, now=now, words=words)
    return complaint


@transaction.atomic
def close_complaint(complaint_id: UUID, *, actor: Actor, now: datetime) -> Complaint:
    """End an answered complaint. Raises CannotStep."""
    complaint = _locked(complaint_id)
    complaint.ended_at = now
    _step(complaint, event=Event.CLOSED, actor=actor, now=now)
    return complaint


@transaction.atomic
def withdraw_complaint(complaint_id: UUID, *, words: str, actor: Actor, now: datetime) -> Complaint:
    """End a complaint that is taken back, with the reason. Raises CannotStep."""
    with context.as_system():
        complaint = _locked(complaint_id)
        complaint.ended_at = now
        _step(complaint, event=Event.WITHDRAWN, actor=actor, now=now, words=words)
    return complaint


@transaction.atomic
def close_where_nobody_came_back(*, now: datetime) -> int:
    """Close complaints answered so long ago that nobody comes back; return how many."""
    waiting = Complaint.objects.filter(state=State.ANSWERED).select_for_update(skip_locked=True)
    closed = 0
    for complaint in waiting:
        if _patience_over(complaint, now=now):
            complaint.ended_at = now
            _step(complaint, event=Event.CLOSED, actor=TIMER, now=now)
            closed += 1
    return closed


def door_of(complaint: Complaint) -> Door:
    """Return the door through which whoever complained reads the answer."""
    return doors.Door("complaint", complaint.pk, complaint.person_id)


def _subject(about: str, *, case_id: UUID | None, request_id: UUID | None) -> Case | Request:
    if about not in dict(Complaint.ABOUT):
        raise CannotComplain(_NOTHING)
    found: Case | Request | None = None
    if about == "refusal" and request_id is not None:
        found = Request.objects.filter(pk=request_id, state="declined").first()
    elif about != "refusal" and case_id is not None:
        found = Case.objects.filter(pk=case_id).first()
    if found is None:
        raise CannotComplain(_NOTHING)
    return found


def _locked(complaint_id: UUID) -> Complaint:
    return Complaint.objects.select_for_update().get(pk=complaint_id)


def _patience_over(complaint: Complaint, *, now: datetime) -> bool:
    answered = complaint.answered_at
    return answered is not None and now >= timings.after_days(
        "complaint_patience_days", now=answered
    )


def _step(
    complaint: Complaint, *, event: Event, actor: Actor, now: datetime, words: str = ""
) -> None:
    facts = Facts(
        words=words,
        by_who_decided=actor.id is not None and actor.id in claim_queries.deciders_of(complaint),
        patience_over=_patience_over(complaint, now=now),
    )
    state = _next(complaint, event=event, actor=actor, facts=facts)
    if event in (Event.TAKEN, Event.ANSWERED):
        complaint.owner_id = actor.id
    _write(complaint, event=event, state=state, actor=actor, now=now, words=words)


def _next(complaint: Complaint, *, event: Event, actor: Actor, facts: Facts) -> str:
    try:
        return transitions.step(
            complaint_lifecycle.TABLE, complaint.state, event, actor.role, facts
        )
    except transitions.CannotStep as refusal:
        # The sentence is its own key: the table lists it for the translators.
        raise CannotStep(_(refusal.sentence), field=refusal.field) from refusal


def _write(
    complaint: Complaint,
    *,
    event: Event,
    state: str,
    actor: Actor,
    now: datetime,
    words: str = "",
    kept: Mapping[str, Any] | None = None,
) -> None:
    complaint.state = state
    step = record.Step(event=event.value, actor=actor, now=now, words=words, facts=kept)
    record.append(complaint, step=step)
