"""The page of one damage claim, with all it hangs on."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from kaketsuke import transitions
from kaketsuke.accounts import queries as account_queries
from kaketsuke.accounts.viewers import Viewer
from kaketsuke.claims import claim_lifecycle, notices
from kaketsuke.claims import queries as claim_queries
from kaketsuke.claims.models import (
    Claim,
    CreditorChange,
    Decision,
    Evidence,
    Letter,
    Payment,
    Recourse,
)
from kaketsuke.claims.queries import StepLine
from kaketsuke.dispatch import queries as dispatch_queries
from kaketsuke.money import queries as money_queries
from kaketsuke.network import queries as network_queries
from kaketsuke.network.models import Firm
from kaketsuke.onsite import queries as onsite_queries
from kaketsuke.onsite.queries import PhotoRow
from kaketsuke.overview import claimants
from kaketsuke.overview.claims import ClaimRow, row_of
from kaketsuke.parties import queries as party_queries
from kaketsuke.parties.models import AreaEvent, Owner


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """One version of the decision with its reason, opened, and who stood for it."""

    decision: Decision
    reason: str
    firm: str
    decided_by: str
    seconded_by: str
    legal_reviewed_by: str


@dataclass(frozen=True, slots=True)
class Visit:
    """What is known of the work: who was there last, how long, how the door was opened."""

    badge: str
    firm: str
    worked: timedelta
    method: str
    opened_at: datetime | None
    photos: tuple[PhotoRow, ...]
    has_receipt: bool


@dataclass(frozen=True, slots=True)
class ClaimPage:
    """Everything of one claim; `allowed` is what this viewer may do now."""

    claim: Claim
    row: ClaimRow
    name: str
    words: str
    reachable: bool
    unpaid_yen: int
    steps: tuple[StepLine, ...]
    people: dict[uuid.UUID, str]
    decisions: tuple[DecisionLine, ...]
    evidence: tuple[Evidence, ...]
    payments: tuple[Payment, ...]
    letters: tuple[Letter, ...]
    recourse: tuple[Recourse, ...]
    creditors: tuple[CreditorChange, ...]
    visit: Visit | None
    firms: tuple[Firm, ...]
    owners: tuple[Owner, ...]
    area_events: tuple[AreaEvent, ...]
    allowed: tuple[str, ...]

    @property
    def newest(self) -> Decision | None:
        """Return the newest version of the decision."""
        return self.decisions[0].decision if self.decisions else None


def claim_page(viewer: Viewer, claim_id: uuid.UUID, *, now: datetime) -> ClaimPage | None:
    """Return one claim where the viewer may see it; whose data was looked at is recorded."""
    claim = (
        claim_queries.claims_visible_to(viewer)
        .select_related("case__dwelling__building", "case__request")
        .filter(pk=claim_id)
        .first()
    )
    if claim is None:
        return None
    recourse = tuple(claim.recourse.select_related("firm").order_by("entered_at", "pk"))
    owed = sum(each.amount_yen * (1 if each.kind == "demanded" else -1) for each in recourse)
    steps = tuple(claim_queries.steps_of(claim))
    labels = account_queries.labels_of(
        {each.actor_id for each in steps if each.actor_id}
        | ({claim.owner_id} if claim.owner_id else set())
    )
    decisions = _decisions(claim)
    newest = decisions[0].decision if decisions else None
    payments = tuple(claim.payments.order_by("recorded_at"))
    paid = sum(each.amount_yen for each in payments)
    building = claim.case.dwelling.building
    return ClaimPage(
        claim=claim,
        row=row_of(
            claim,
            labels,
            recourse_yen=owed,
            legal_review_open=bool(
                newest and newest.needs_legal_review and newest.legal_reviewed_at is None
            ),
            now=now,
        ),
        name=claimants.name_of(viewer, claim, now=now),
        words=steps[0].words if steps else "",
        reachable=notices.can_be_told(claim),
        unpaid_yen=max(newest.payable_yen - paid, 0) if newest else 0,
        steps=steps,
        people=labels,
        decisions=decisions,
        evidence=tuple(claim.evidence.order_by("added_at")),
        payments=payments,
        letters=tuple(claim.letters.order_by("-made_at", "-pk")),
        recourse=recourse,
        creditors=tuple(claim.creditor_changes.select_related("former_owner").order_by("pk")),
        visit=_visit(claim, now=now),
        firms=_chain(claim),
        owners=tuple(party_queries.owners_of(building.pk, claim.case.opened_at)),
        area_events=tuple(party_queries.events_over(building, claim.case.opened_at, now)),
        allowed=transitions.allowed(claim_lifecycle.TABLE, claim.state, viewer.actor.role),
    )


def evidence_of(viewer: Viewer, claim_id: uuid.UUID, evidence_id: uuid.UUID) -> Evidence | None:
    """Return one piece of evidence where the viewer may see its claim."""
    claim = claim_queries.claims_visible_to(viewer).filter(pk=claim_id).first()
    return claim.evidence.filter(pk=evidence_id).first() if claim else None


def photo_of(viewer: Viewer, claim_id: uuid.UUID, photo_id: uuid.UUID) -> bytes | None:
    """Return a photo of the lock of the claim's case, where the viewer may see the claim."""
    claim = claim_queries.claims_visible_to(viewer).filter(pk=claim_id).first()
    photo = onsite_queries.photo_of(photo_id)
    if claim is None or photo is None or photo.case_id != claim.case_id:
        return None
    return onsite_queries.picture(photo_id)


def letter_of(viewer: Viewer, claim_id: uuid.UUID, letter_id: uuid.UUID) -> Letter | None:
    """Return one letter where the viewer may see its claim."""
    claim = claim_queries.claims_visible_to(viewer).filter(pk=claim_id).first()
    return claim.letters.filter(pk=letter_id).first() if claim else None


def _decisions(claim: Claim) -> tuple[DecisionLine, ...]:
    found = list(claim.decisions.select_related("firm").order_by("-version"))
    people = {
        person
        for each in found
        for person in (each.decided_by_id, each.seconded_by_id, each.legal_reviewed_by_id)
        if person
    }
    labels = account_queries.labels_of(people)
    return tuple(
        DecisionLine(
            decision=each,
            reason=claim_queries.reason_of(each),
            firm=each.firm.name if each.firm else "",
            decided_by=labels.get(each.decided_by_id, ""),
            seconded_by=labels.get(each.seconded_by_id, "") if each.seconded_by_id else "",
            legal_reviewed_by=labels.get(each.legal_reviewed_by_id, "")
            if each.legal_reviewed_by_id
            else "",
        )
        for each in found
    )


def _visit(claim: Claim, *, now: datetime) -> Visit | None:
    lead = dispatch_queries.last_lead_of(claim.case_id)
    if lead is None:
        return None
    technician = network_queries.technician(lead.technician_id)
    method, opened_at = onsite_queries.opened_how(claim.case_id) or ("", None)
    photos = onsite_queries.photos_of(claim.case_id)
    return Visit(
        badge=technician.badge,
        firm=technician.firm.name,
        worked=timedelta(seconds=onsite_queries.clock(claim.case_id, at=now).seconds),
        method=method,
        opened_at=opened_at,
        photos=tuple(each for each in photos if each.deleted_at is None),
        has_receipt=money_queries.has_receipt(claim.case_id),
    )


def _chain(claim: Claim) -> tuple[Firm, ...]:
    """Return the firms that may be at fault: of whoever worked, and every firm above (4.1)."""
    lead = dispatch_queries.last_lead_of(claim.case_id)
    if lead is None:
        return ()
    firm = network_queries.technician(lead.technician_id).firm
    at = claim.case.opened_at
    return network_queries.chain_of(firm.pk, claim.company_id, at) or (firm,)
