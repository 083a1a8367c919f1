"""Damage claims: opened from any case, taken in hand, with evidence, or taken back (4.2)."""

import hashlib
import logging
from collections.abc import Collection
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kaketsuke.accounts import context
from kaketsuke.accounts.viewers import Actor, ActorRole
from kaketsuke.cases.models import Case
from kaketsuke.claims import claim_steps, days, evidence, notices, record, store, timings
from kaketsuke.claims.claim_lifecycle import REPORTERS, Event, State
from kaketsuke.claims.doors import Door
from kaketsuke.claims.models import Claim, Evidence
from kaketsuke.claims.refusals import CannotClaim
from kaketsuke.people import keys

log = logging.getLogger(__name__)
MOST_FILES: Final = 20
MOST_OPEN: Final = 5
_NO_WORDS = _("どのような損害かを書いてください。")
_NO_HARM = _("損害の種類を選んでください。")
_NO_CASE = _("案件が見つかりません。")
_NOT_YOU = _("この操作はあなたの役割ではできません。担当の方へ依頼してください。")
_ENOUGH = _("この件の損害のお申し出は、すでに受け付けています。担当からの連絡をお待ちください。")
_TOO_MANY = _("資料は一件につき 20 個までです。")
_NO_ROOM = _(
    "いまファイルを保存できません。しばらくしてからもう一度お送りください。お申し出は受け付けたままです。"
)
_FILES: Final = {
    "large": _("ファイルが大きすぎます。10 MB（100 ページ）までの写真か PDF にしてください。"),
    "unknown": _(
        "この種類のファイルは受け取れません。写真（JPEG・PNG・WebP）か PDF にしてください。"
        "iPhone の HEIC 写真は、JPEG で送り直してください。"
    ),
    "damaged": _("ファイルが壊れているか、鍵がかかっていて開けません。別の形で送ってください。"),
    "acts": _(
        "開くと動作するしくみを含む PDF は受け取れません。印刷し直した PDF を送ってください。"
    ),
}


@transaction.atomic
def open_claim(
    case_id: UUID,
    *,
    harm: str,
    occurred_on: date,
    known_on: date,
    words: str,
    channel: str,
    actor: Actor,
    now: datetime,
    person_id: UUID | None = None,
    language: str = "ja",
    claim_id: UUID | None = None,
) -> Claim:
    """Open a claim from a case: what was harmed, when, and when it became known (4.2).

    The same `claim_id` twice is one claim. Raises CannotClaim.
    """
    known = _opened_before(claim_id, case_id=case_id, person_id=person_id)
    if known is not None:
        return known
    if actor.role not in REPORTERS:
        raise CannotClaim(_NOT_YOU)
    case = Case.objects.filter(pk=case_id).first()
    if case is None:
        raise CannotClaim(_NO_CASE)
    if harm not in dict(Claim.HARMS):
        raise CannotClaim(_NO_HARM, field="harm")
    if not words.strip():
        raise CannotClaim(_NO_WORDS, field="words")
    days.demand_possible(case, occurred_on=occurred_on, known_on=known_on, now=now)
    limits = timings.limits(occurred_on=occurred_on, known_on=known_on, injury=harm == "injury")
    claim = Claim(
        company_id=case.company_id,
        number=record.next_number("claims_claim_number"),
        case=case,
        person_id=person_id,
        channel=channel,
        language=language,
        harm=harm,
        occurred_on=occurred_on,
        known_on=known_on,
        state=State.REPORTED,
        opened_at=now,
        alarm_at=timings.after_days("claim_alarm_days", now=now),
        due_at=timings.after_days("claim_decision_days", now=now),
        limit_from_knowledge_on=limits.from_knowledge,
        limit_from_event_on=limits.from_event,
    )
    if claim_id is not None:
        claim.pk = claim_id
    keys.create("claim", claim.pk)
    step = record.Step(
        event="ClaimOpened", actor=actor, now=now, words=words,
        facts={"harm": harm, "channel": channel},
    )  # fmt: skip
    record.append(claim, step=step)
    notices.claim_received(claim, now=now)
    return claim


def _opened_before(claim_id: UUID | None, *, case_id: UUID, person_id: UUID | None) -> Claim | None:
    """Return the claim that this key opened; a key of somebody else opens nothing of theirs."""
    known = Claim.objects.filter(pk=claim_id).first() if claim_id else None
    if known is not None and (known.case_id, known.person_id) != (case_id, person_id):
        raise CannotClaim(_NO_CASE)
    return known


@transaction.atomic
def claim_at_door(
    door: Door,
    *,
    harm: str,
    occurred_on: date,
    known_on: date,
    words: str,
    language: str,
    key: UUID,
    now: datetime,
) -> Claim:
    """Open a claim for the holder of a signed address. Raises CannotClaim."""
    with context.as_system():
        others = Claim.objects.filter(case=door.id, ended_at__isnull=True).exclude(pk=key)
        if others.count() >= MOST_OPEN:
            raise CannotClaim(_ENOUGH)
        return open_claim(
            door.id,
            harm=harm,
            occurred_on=occurred_on,
            known_on=known_on,
            words=words,
            channel="link",
            actor=Actor(ActorRole.RESIDENT, door.person_id),
            person_id=door.person_id,
            language=language,
            claim_id=key,
            now=now,
        )


@transaction.atomic
def report_damage(
    case_id: UUID, *, harm: str, words: str, technician_id: UUID, key: UUID, now: datetime
) -> Claim:
    """Open a claim that the technician at the door reports; it happened today. Raises CannotClaim.

    The caller has seen to it that the technician is bound to the case.
    """
    today = timezone.localdate(now)
    with context.as_system():
        case = Case.objects.select_related("request").get(pk=case_id)
        return open_claim(
            case_id,
            harm=harm,
            occurred_on=today,
            known_on=today,
            words=words,
            channel="technician",
            actor=Actor(ActorRole.TECHNICIAN, technician_id),
            person_id=case.request.requester_person_id,
            claim_id=key,
            now=now,
        )


@transaction.atomic
def take_claim(claim_id: UUID, *, actor: Actor, now: datetime) -> Claim:
    """Take a claim in hand: from now on it has an owner. Raises CannotStep."""
    claim = claim_steps.locked(claim_id)
    claim.owner_id = actor.id
    claim_steps.step(claim, event=Event.TAKEN, actor=actor, now=now)
    return claim


@transaction.atomic
def add_evidence(claim_id: UUID, *, content: bytes, actor: Actor, now: datetime) -> Evidence:
    """Keep a photo or document, sealed, once its parser has read it; the same bytes once.

    Raises CannotClaim with a sentence for a file that cannot be kept, CannotStep.
    """
    with context.as_system():
        claim = claim_steps.locked(claim_id)
        digest = hashlib.sha256(content).digest()
        kept = Evidence.objects.filter(claim=claim, sha256=digest).first()
        if kept is not None:
            return kept
        if claim.evidence.count() >= MOST_FILES:
            raise CannotClaim(_TOO_MANY, field="file")
        try:
            media_type = evidence.media_type_of(content)
        except evidence.NotEvidence as refusal:
            raise CannotClaim(_FILES[refusal.code], field="file") from refusal
        added = Evidence(
            company_id=claim.company_id,
            claim=claim,
            media_type=media_type,
            size_bytes=len(content),
            sha256=digest,
            added_at=now,
            added_by_role=actor.role,
        )
        claim_steps.step(
            claim,
            event=Event.EVIDENCE_ADDED,
            actor=actor,
            now=now,
            kept={"evidence_id": added.pk, "media_type": media_type, "sha256": digest.hex()},
        )
        try:
            store.write(claim.pk, added.pk, content)
        except store.CannotStore as error:
            log.exception("Evidence of claim %s cannot be kept.", claim.pk)
            raise CannotClaim(_NO_ROOM) from error
        added.save(force_insert=True)
    return added


@transaction.atomic
def forget_evidence(claim_ids: Collection[UUID]) -> int:
    """Delete the files of claims whose time is over once that is committed; return how many.

    That there was evidence, and its digest, stays on record.
    """
    claims = list(claim_ids)
    transaction.on_commit(lambda: store.forget(claims))
    return count_evidence(claims)


def count_evidence(claim_ids: Collection[UUID]) -> int:
    """Return how many files `forget_evidence` would delete."""
    return Evidence.objects.filter(claim__in=claim_ids).count()


@transaction.atomic
def withdraw_claim(claim_id: UUID, *, words: str, actor: Actor, now: datetime) -> Claim:
    """End a claim that is taken back before anything was told, with the reason. CannotStep."""
    with context.as_system():
        claim = claim_steps.locked(claim_id)
        claim.ended_at = now
        claim_steps.step(claim, event=Event.WITHDRAWN, actor=actor, now=now, words=words)
    return claim
