"""Firms, and the contracts by which work is handed down to them."""

import re
import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kaketsuke.database import constraints
from kaketsuke.network.models import Edge, Firm
from kaketsuke.network.services.refusals import REFUSALS, CannotRecordFirm

REVIEWED_AFTER = timedelta(days=365)
WHOLE_PERCENT = 100
_LABEL = re.compile(r"[A-Za-z0-9_]+")


def add_firm(
    name: str,
    *,
    label: str,
    parent: Firm | None = None,
    tax_registration_number: str = "",
    one_person: bool = False,
    phone_display: str = "",
    address: str = "",
    representative: str = "",
) -> Firm:
    """Record a contractor firm below the one that hands work to it (4.1).

    `label` is its step in the path: letters, digits and _. Raises CannotRecordFirm.
    """
    if not _LABEL.fullmatch(label):
        raise CannotRecordFirm(_("略号に使えるのは、半角の英数字と _ だけです。"))
    firm = Firm(
        path=f"{parent.path}.{label}" if parent else label,
        name=name,
        tax_registration_number=tax_registration_number,
        one_person=one_person,
        phone_display=phone_display,
        address=address,
        representative=representative,
    )
    with constraints.refusing(REFUSALS):
        firm.save(force_insert=True)
    return firm


def sign_edge(
    company_id: uuid.UUID,
    *,
    firm: Firm,
    parent: Firm | None = None,
    processor_contract: str,
    municipalities: Iterable[str] = (),
    share_percent: int | None = None,
    call_out_yen: int = 0,
    until: datetime | None = None,
    approved_at: datetime | None = None,
    now: datetime,
) -> Edge:
    """Record the live contract by which work for a company reaches a firm (4.1).

    No contract on the handling of personal data, no work (4.8); and a firm below another waits
    until the company has approved it. Without municipalities it holds wherever the company works.
    Raises CannotRecordFirm.
    """
    if not processor_contract.strip():
        raise CannotRecordFirm(_("個人情報の取扱いの契約番号を入れてください。"))
    edge = Edge(
        company_id=company_id,
        firm=firm,
        parent=parent,
        processor_contract=processor_contract,
        municipalities=sorted(municipalities),
        share_percent=share_percent,
        call_out_yen=call_out_yen,
        valid=DateTimeTZRange(now, until),
        approved_at=approved_at or (now if parent is None else None),
        review_on=timezone.localdate(now) + REVIEWED_AFTER,
    )
    with constraints.refusing(REFUSALS):
        edge.save(force_insert=True)
    return edge


@transaction.atomic
def approve_edge(edge_id: uuid.UUID, *, approved_by_id: uuid.UUID | None, now: datetime) -> None:
    """Approve a firm's sub-contractor; from now on it may be handed work and data (4.8)."""
    Edge.objects.filter(pk=edge_id, approved_at__isnull=True).update(
        approved_by_id=approved_by_id, approved_at=now
    )


@transaction.atomic
def review_edge(edge_id: uuid.UUID, *, now: datetime) -> None:
    """Record that a firm's handling of data was reviewed; the next review is due a year on."""
    Edge.objects.filter(pk=edge_id).update(review_on=timezone.localdate(now) + REVIEWED_AFTER)


@transaction.atomic
def end_edge(edge_id: uuid.UUID, *, now: datetime) -> Edge:
    """End a contract between two links of the chain now, also before its last day.

    An ended one stays ended.
    """
    edge = Edge.objects.select_for_update().get(pk=edge_id)
    if edge.valid.upper is None or edge.valid.upper > now:
        edge.valid = DateTimeTZRange(edge.valid.lower, now)
        edge.save(update_fields=["valid"])
    return edge


@transaction.atomic
def change_terms(
    edge_id: uuid.UUID,
    *,
    municipalities: Iterable[str],
    share_percent: int | None,
    call_out_yen: int,
    now: datetime,
) -> Edge:
    """Let other terms hold from now on; the row with the terms so far stays, ended.

    Raises CannotRecordFirm where the contract is over, or all firms would have more than the whole.
    """
    edge = Edge.objects.select_for_update().get(pk=edge_id)
    if edge.valid.upper is not None and edge.valid.upper <= now:
        raise CannotRecordFirm(_("この契約は終わっています。画面を読み直してください。"))
    terms = {
        "municipalities": sorted(municipalities),
        "share_percent": share_percent,
        "call_out_yen": call_out_yen,
    }
    if terms == {name: getattr(edge, name) for name in terms}:
        return edge
    _refuse_more_than_all(edge, share_percent, now=now)
    until = edge.valid.upper
    begins_anew = edge.valid.lower < now
    if begins_anew:
        edge.valid = DateTimeTZRange(edge.valid.lower, now)
        edge.save(update_fields=["valid"])
        edge = Edge(**_without_key(edge), valid=DateTimeTZRange(now, until))
    for name, value in terms.items():
        setattr(edge, name, value)
    with constraints.refusing(REFUSALS):
        edge.save(force_insert=begins_anew)
    return edge


def _without_key(edge: Edge) -> dict[str, object]:
    kept = (
        "company_id", "parent_id", "firm_id", "processor_contract",
        "approved_by_id", "approved_at", "review_on",
    )  # fmt: skip
    return {name: getattr(edge, name) for name in kept}


def _refuse_more_than_all(edge: Edge, share_percent: int | None, *, now: datetime) -> None:
    # The company's row of contracts is locked, so that two changes do not both pass.
    others = Edge.objects.select_for_update().filter(
        company_id=edge.company_id, valid__contains=now, share_percent__isnull=False
    )
    taken = sum(each.share_percent or 0 for each in others.exclude(pk=edge.pk))
    if (share_percent or 0) + taken > WHOLE_PERCENT:
        raise CannotRecordFirm(
            _(
                "割当の目安は、会社の業務委託先を合わせて 100 パーセントまでです。"
                "いま残りは %(left)d パーセントです。"
            )
            % {"left": max(WHOLE_PERCENT - taken, 0)}
        )
