"""Who handles data for us under a contract (4.8): chosen, contracted, approved, reviewed."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kaketsuke.accounts.viewers import Actor
from kaketsuke.audit import services as audit_services
from kaketsuke.privacy import periods
from kaketsuke.privacy.models import Processor
from kaketsuke.privacy.refusals import CannotRecordProcessor


@transaction.atomic
def add_processor(
    company_id: UUID,
    *,
    name: str,
    role: str,
    items: Collection[str],
    selected_on: date,
    selection: str,
    contract_reference: str,
    from_: datetime,
    until: datetime | None,
    actor: Actor,
    now: datetime,
    country: str = "日本",
    parent_id: UUID | None = None,
) -> Processor:
    """Record a processor with how it was chosen and its contract.

    A sub-contractor of one waits for approval. Raises: CannotRecordProcessor.
    """
    if not (name.strip() and role.strip() and items):
        raise CannotRecordProcessor(_("名前と役割、扱う項目を入れてください。"))
    if not selection.strip() or not contract_reference.strip():
        raise CannotRecordProcessor(
            _("選んだ理由と契約番号を入れてください。契約のない委託はできません。")
        )
    if until is not None and until <= from_:
        raise CannotRecordProcessor(_("契約の終わりは、始まりより後にしてください。"))
    row = Processor.objects.create(
        company_id=company_id,
        name=name.strip(),
        role=role.strip(),
        country=country,
        items=sorted(items),
        selected_on=selected_on,
        selection=selection.strip(),
        contract_reference=contract_reference.strip(),
        valid=DateTimeTZRange(from_, until),
        review_on=selected_on + timedelta(days=periods.figure("processor", "review_days")),
        parent_id=parent_id,
        approved_by_id=None if parent_id else actor.id,
        approved_at=None if parent_id else now,
    )
    _record(row, kind="ProcessorAdded", actor=actor, now=now)
    return row


@transaction.atomic
def approve_processor(processor_id: UUID, *, actor: Actor, now: datetime) -> None:
    """Approve a processor's sub-contractor; until then it is given nothing (4.8)."""
    row = Processor.objects.select_for_update().get(pk=processor_id)
    if row.approved_at is None:
        row.approved_by_id, row.approved_at = actor.id, now
        row.save(update_fields=["approved_by_id", "approved_at"])
        _record(row, kind="ProcessorApproved", actor=actor, now=now)


@transaction.atomic
def review_processor(processor_id: UUID, *, actor: Actor, now: datetime) -> None:
    """Record that its handling was reviewed; the next review is due a year on."""
    row = Processor.objects.select_for_update().get(pk=processor_id)
    row.review_on = timezone.localdate(now) + timedelta(
        days=periods.figure("processor", "review_days")
    )
    row.save(update_fields=["review_on"])
    _record(row, kind="ProcessorReviewed", actor=actor, now=now)


@transaction.atomic
def end_processor(processor_id: UUID, *, actor: Actor, now: datetime) -> None:
    """End a contract; from now on nothing is given."""
    row = Processor.objects.select_for_update().get(pk=processor_id)
    if row.valid.upper is None or row.valid.upper > now:
        row.valid = DateTimeTZRange(row.valid.lower, now)
        row.save(update_fields=["valid"])
        _record(row, kind="ProcessorEnded", actor=actor, now=now)


def _record(row: Processor, *, kind: str, actor: Actor, now: datetime) -> None:
    audit_services.append(
        "processor",
        row.id,
        actor=f"{actor.role}:{actor.id or ''}",
        kind=kind,
        payload={"contract": row.contract_reference, "items": row.items},
        now=now,
    )
