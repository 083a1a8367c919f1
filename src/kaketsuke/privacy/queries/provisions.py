"""What may be provided to whom, what was, and whose data are kept back."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from kaketsuke.accounts.viewers import Viewer
from kaketsuke.database.paging import Page, page_of
from kaketsuke.intake import record as intake_record
from kaketsuke.parties.models import BuildingOwner
from kaketsuke.people import keys, sealing
from kaketsuke.privacy.models import (
    Block,
    Provision,
    Undertaking,
)
from kaketsuke.residents.models import Registration


def has_undertaken(owner_id: UUID, *, user_id: UUID | None) -> bool:
    """Return whether this account of the owner has undertaken to keep to the contract (4.9)."""
    if user_id is None:
        return False
    return Undertaking.objects.filter(owner_id=owner_id, user_id=user_id).exists()


def providable(
    person_ids: Collection[UUID], *, owner_id: UUID, at: datetime
) -> dict[UUID, tuple[UUID, UUID | None]]:
    """Return whose registration data may go to an owner, with company and consent. Three queries.

    The person is a live registrant of a building of this owner, has consented to the provision
    (4.9), and is neither blocked nor protected, the person or the home (X-8).
    """
    buildings = BuildingOwner.objects.filter(owner=owner_id, valid__contains=at)
    registered = Registration.objects.filter(
        person__in=person_ids,
        valid__contains=at,
        dwelling__building__in=buildings.values("building"),
        provision_consent__isnull=False,
    )
    rows = list(
        registered.values_list("person_id", "dwelling_id", "company_id", "provision_consent_id")
    )
    protected = intake_record.protected_among({row[:2] for row in rows}, at=at)
    blocked = set(
        Block.objects.filter(
            Q(owner_id__isnull=True) | Q(owner_id=owner_id),
            person_id__in=person_ids,
            valid__contains=at,
        ).values_list("person_id", flat=True)
    )
    return {
        person_id: (company_id, consent_id)
        for person_id, dwelling_id, company_id, consent_id in rows
        if person_id not in blocked and (person_id, dwelling_id) not in protected
    }


def provisions(viewer: Viewer, *, page: int = 1) -> Page[Provision]:
    """Return a page of the provisions of the viewer's companies, the newest first."""
    found = Provision.objects.filter(company_id__in=viewer.company_ids)
    return page_of(found.order_by("-provided_at", "pk"), page)


@dataclass(frozen=True, slots=True)
class BlockRow:
    """A live block, with its reason opened. Without an owner it holds against every owner."""

    id: UUID
    person_id: UUID
    owner_id: UUID | None
    reason: str
    since: datetime

    def __repr__(self) -> str:
        """Keep the reason out of logs and tracebacks."""
        return f"BlockRow({self.id})"


def blocks(viewer: Viewer, *, page: int = 1, at: datetime) -> Page[BlockRow]:
    """Return a page of the live blocks of the viewer's companies, the newest first."""
    found = page_of(_blocks(viewer, at=at).order_by("-pk"), page)
    opened = keys.open_keys("block", [row.id for row in found.rows])
    return found.showing(
        [
            BlockRow(
                row.id,
                row.person_id,
                row.owner_id,
                sealing.open_sealed(
                    opened[row.id], row.reason_sealed, context=f"privacy.block.reason:{row.id}"
                )
                if row.id in opened
                else "",
                row.valid.lower,
            )
            for row in found.rows
        ]
    )


def is_kept_back(viewer: Viewer, person_id: UUID, *, owner_id: UUID | None, at: datetime) -> bool:
    """Return whether a live block already keeps a person from this owner, or from every one."""
    from_all = Q(owner_id__isnull=True)
    blocked = from_all if owner_id is None else from_all | Q(owner_id=owner_id)
    return _blocks(viewer, at=at).filter(blocked, person_id=person_id).exists()


def is_block(viewer: Viewer, block_id: UUID, *, at: datetime) -> bool:
    """Return whether it is a live block of the viewer's companies."""
    return _blocks(viewer, at=at).filter(pk=block_id).exists()


def _blocks(viewer: Viewer, *, at: datetime) -> "QuerySet[Block]":
    return Block.objects.filter(company_id__in=viewer.company_ids, valid__contains=at)
