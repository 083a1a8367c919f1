"""Who was given what of whom, on which ground (4.8, 4.9): default deny, every view recorded."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.translation import gettext_lazy as _

from kaketsuke.accounts import context
from kaketsuke.accounts.viewers import Actor, ActorRole
from kaketsuke.audit import services as audit_services
from kaketsuke.cases import services as case_services
from kaketsuke.people import keys, sealing
from kaketsuke.people.models import Person
from kaketsuke.privacy import queries
from kaketsuke.privacy.models import Block, Ground, Provision, RecipientKind, Undertaking
from kaketsuke.privacy.refusals import CannotProvide

# What can be provided at all. Words about a visit, a refusal or a record never are.
ITEMS: Final = frozenset(
    {"name", "room", "phone", "email", "registration", "registered_since", "consents", "visit"}
)
# Police and danger to life are decided by people who answer for it, with a document or a call.
MAY_MAKE_EXCEPTIONS: Final = frozenset({ActorRole.SUPERVISOR, ActorRole.PRIVACY})
EXCEPTIONS: Final = frozenset({Ground.POLICE, Ground.DANGER_TO_LIFE})
UNDERTAKING: Final = "2022-06"


@dataclass(frozen=True, slots=True)
class Recipient:
    """To whom data go: an owner by id, an authority by name."""

    kind: str
    id: UUID | None = None
    name: str = ""


@transaction.atomic
def record_provision(
    person_ids: Collection[UUID],
    *,
    recipient: Recipient,
    items: Sequence[str],
    ground: str,
    actor: Actor,
    now: datetime,
    document_reference: str = "",
) -> frozenset[UUID]:
    """Record that data of these persons go to a recipient; return whose may be shown (4.8, 4.9).

    Call it before showing, and show nobody who is not in the answer: a person without the consent,
    outside the owner's buildings, or blocked, is left out without a word. The register is written
    by the product itself, since a recipient does not see it.

    Raises: CannotProvide for an unknown ground or item, an exception without its document, or an
    owner who has not undertaken to handle data under the contract.
    """
    _demand_ground(recipient, items=items, ground=ground, actor=actor, document=document_reference)
    with context.as_system():
        allowed = _allowed(person_ids, recipient=recipient, ground=ground, actor=actor, now=now)
        rows = [
            Provision(
                company_id=company_id,
                person_id=person_id,
                recipient_kind=recipient.kind,
                recipient_id=recipient.id,
                recipient_name=recipient.name,
                items=sorted(items),
                ground=ground,
                consent_id=consent_id if ground == Ground.CONSENT else None,
                document_reference=document_reference.strip(),
                provided_by_id=actor.id,
                provided_at=now,
            )
            for person_id, (company_id, consent_id) in allowed.items()
        ]
        Provision.objects.bulk_create(rows)
        audit_services.append_first_rows(
            "provision", rows, actor=f"{actor.role}:{actor.id or ''}", kind="Provided", now=now
        )
    return frozenset(allowed)


@transaction.atomic
def undertake(owner_id: UUID, *, user_id: UUID, company_id: UUID, now: datetime) -> None:
    """Record that an owner's account undertook to handle data under the owner contract (4.9)."""
    with context.as_system():
        Undertaking.objects.get_or_create(
            owner_id=owner_id,
            user_id=user_id,
            version=UNDERTAKING,
            defaults={"company_id": company_id, "accepted_at": now},
        )


@transaction.atomic
def block(
    person_id: UUID, *, owner_id: UUID | None, reason: str, actor: Actor, now: datetime
) -> Block:
    """Keep a person's data from an owner, or from every owner. Raises: CannotProvide."""
    if not reason.strip() or actor.id is None:
        raise CannotProvide(_("提供を止める理由を書いてください。"))
    person = Person.objects.get(pk=person_id)
    if person.company_id is None:
        raise CannotProvide(_("作業員の情報は、オーナーへ提供されません。"))
    row = Block(
        company_id=person.company_id,
        person_id=person_id,
        owner_id=owner_id,
        set_by_id=actor.id,
        valid=DateTimeTZRange(now, None),
    )
    key = keys.create("block", row.id)
    row.reason_sealed = sealing.seal(key, reason.strip(), context=f"privacy.block.reason:{row.id}")
    row.save(force_insert=True)
    _record_block(row, kind="Blocked", actor=actor, now=now)
    with context.as_system():
        case_services.look_after_block(person_id, now=now)
    return row


@transaction.atomic
def unblock(block_id: UUID, *, actor: Actor, now: datetime) -> None:
    """Let a person's data go to the owner again, as the consent says."""
    row = Block.objects.select_for_update().get(pk=block_id)
    if row.valid.upper is None:
        row.valid = DateTimeTZRange(row.valid.lower, now)
        row.save(update_fields=["valid"])
        _record_block(row, kind="Unblocked", actor=actor, now=now)


def _record_block(row: Block, *, kind: str, actor: Actor, now: datetime) -> None:
    audit_services.append(
        "block",
        row.id,
        actor=f"{actor.role}:{actor.id or ''}",
        kind=kind,
        payload={"person": row.person_id, "owner": row.owner_id},
        now=now,
    )


def _demand_ground(
    recipient: Recipient, *, items: Sequence[str], ground: str, actor: Actor, document: str
) -> None:
    if ground not in Ground.values or recipient.kind not in RecipientKind.values:
        raise CannotProvide(_("提供の根拠を一覧から選んでください。根拠のない提供はできません。"))
    if not items or not set(items) <= ITEMS:
        raise CannotProvide(_("提供する項目を一覧から選んでください。"))
    if ground in EXCEPTIONS:
        if actor.role not in MAY_MAKE_EXCEPTIONS:
            raise CannotProvide(_("この根拠での提供は、責任者か個人情報の担当が行います。"))
        if not document.strip():
            raise CannotProvide(_("照会書の番号、または通報を受けた日時と相手を書いてください。"))
    elif recipient.kind != RecipientKind.OWNER or recipient.id is None:
        raise CannotProvide(_("同意や委託にもとづく提供の相手は、オーナーだけです。"))


def _allowed(
    person_ids: Collection[UUID],
    *,
    recipient: Recipient,
    ground: str,
    actor: Actor,
    now: datetime,
) -> dict[UUID, tuple[UUID, UUID | None]]:
    """Return company and consent of each person whose data may go."""
    if ground in EXCEPTIONS:
        # A technician belongs to no company: what police want of one is asked of the firm.
        found = Person.objects.filter(pk__in=person_ids, company_id__isnull=False)
        return {each.id: (each.company_id, None) for each in found if each.company_id}
    owner_id = recipient.id
    assert owner_id is not None  # noqa: S101 - demanded above
    if actor.role == ActorRole.OWNER and not queries.has_undertaken(owner_id, user_id=actor.id):
        raise CannotProvide(_("はじめに、契約にもとづく個人情報の取扱いをご確認ください。"))
    return queries.providable(person_ids, owner_id=owner_id, at=now)
