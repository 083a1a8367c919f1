"""The claims desk: every claim with every deadline, and the page of one with all it hangs on."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from kaketsuke import transitions
from kaketsuke.accounts import queries as account_queries
from kaketsuke.accounts.viewers import Viewer
from kaketsuke.audit import services as audit_services
from kaketsuke.claims import claim_lifecycle, timings
from kaketsuke.claims import queries as claim_queries
from kaketsuke.claims.models import Claim, CreditorChange, Decision, Evidence, Letter, Recourse
from kaketsuke.claims.queries import StepLine
from kaketsuke.dispatch import queries as dispatch_queries
from kaketsuke.network import queries as network_queries
from kaketsuke.network.models import Firm
from kaketsuke.parties import queries as party_queries
from kaketsuke.parties.models import AreaEvent, Owner
from kaketsuke.people import queries as people_queries

UNDECIDED = ("reported", "examining", "awaits_second", "decided")


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day by which something has to happen; `kind` is decision, payment or limitation."""

    kind: str
    on: date
    near: bool
    over: bool


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """One claim on the desk, the nearest deadline first."""

    id: uuid.UUID
    number: int
    case_number: int
    place: str
    harm: str
    state: str
    owner: str
    deadlines: tuple[Deadline, ...]
    recourse_yen: int

    @property
    def late(self) -> bool:
        """Return whether a deadline has passed."""
        return any(each.over for each in self.deadlines)


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """One version of the decision with its reason, opened, and who stood for it."""

    decision: Decision
    reason: str
    firm: str
    decided_by: str
    seconded_by: str


@dataclass(frozen=True, slots=True)
class ClaimPage:
    """Everything of one claim; `allowed` is what this viewer may do now."""

    claim: Claim
    row: ClaimRow
    name: str
    steps: tuple[StepLine, ...]
    decisions: tuple[DecisionLine, ...]
    evidence: tuple[Evidence, ...]
    letters: tuple[Letter, ...]
    recourse: tuple[Recourse, ...]
    creditors: tuple[CreditorChange, ...]
    firms: tuple[Firm, ...]
    owners: tuple[Owner, ...]
    area_events: tuple[AreaEvent, ...]
    allowed: tuple[str, ...]

    @property
    def legal_review_open(self) -> bool:
        """Return whether the newest decision waits for the lawyers."""
        newest = self.newest
        return bool(newest and newest.needs_legal_review and newest.legal_reviewed_at is None)

    @property
    def newest(self) -> Decision | None:
        """Return the newest version of the decision."""
        return self.decisions[0].decision if self.decisions else None


def claim_rows(viewer: Viewer, *, now: datetime) -> list[ClaimRow]:
    """Return every claim that is not ended. A constant number of queries."""
    found = list(claim_queries.open_claims(viewer))
    labels = account_queries.labels_of({each.owner_id for each in found if each.owner_id})
    rows = [
        _row(each, labels, recourse_yen=each.recourse_yen or 0, now=now)  # type: ignore[attr-defined]  # annotated
        for each in found
    ]
    far = date.max
    return sorted(rows, key=lambda row: min((each.on for each in row.deadlines), default=far))


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
    labels = account_queries.labels_of({claim.owner_id} if claim.owner_id else set())
    building = claim.case.dwelling.building
    return ClaimPage(
        claim=claim,
        row=_row(claim, labels, recourse_yen=owed, now=now),
        name=_name(viewer, claim, now=now),
        steps=tuple(claim_queries.steps_of(claim)),
        decisions=_decisions(claim),
        evidence=tuple(claim.evidence.order_by("added_at")),
        letters=tuple(claim.letters.order_by("-made_at", "-pk")),
        recourse=recourse,
        creditors=tuple(claim.creditor_changes.select_related("former_owner").order_by("pk")),
        firms=_chain(claim),
        owners=tuple(party_queries.owners_of(building.pk, claim.case.opened_at)),
        area_events=tuple(party_queries.events_over(building, claim.case.opened_at, now)),
        allowed=transitions.allowed(claim_lifecycle.TABLE, claim.state, viewer.actor.role),
    )


def evidence_of(viewer: Viewer, claim_id: uuid.UUID, evidence_id: uuid.UUID) -> Evidence | None:
    """Return one piece of evidence where the viewer may see its claim."""
    claim = claim_queries.claims_visible_to(viewer).filter(pk=claim_id).first()
    return claim.evidence.filter(pk=evidence_id).first() if claim else None


def letter_of(viewer: Viewer, claim_id: uuid.UUID, letter_id: uuid.UUID) -> Letter | None:
    """Return one letter where the viewer may see its claim."""
    claim = claim_queries.claims_visible_to(viewer).filter(pk=claim_id).first()
    return claim.letters.filter(pk=letter_id).first() if claim else None


def _row(
    claim: Claim, labels: dict[uuid.UUID, str], *, recourse_yen: int, now: datetime
) -> ClaimRow:
    dwelling = claim.case.dwelling
    return ClaimRow(
        id=claim.pk,
        number=claim.number,
        case_number=claim.case.number,
        place=f"{dwelling.building.name} {dwelling.room}",
        harm=claim.harm,
        state=claim.state,
        owner=labels.get(claim.owner_id, "") if claim.owner_id else "",
        deadlines=_deadlines(claim, now=now),
        recourse_yen=recourse_yen,
    )


def _deadlines(claim: Claim, *, now: datetime) -> tuple[Deadline, ...]:
    if claim.ended_at is not None:
        return ()
    today = timings.day_in_japan(now)
    found = []
    if claim.state in UNDECIDED:
        due = timings.day_in_japan(claim.due_at)
        found.append(Deadline("decision", due, claim.alarm_at <= now, due < today))
    if claim.payment_due_on is not None:
        soon = claim.payment_due_on - claim_queries.PAYMENT_NEAR
        found.append(
            Deadline("payment", claim.payment_due_on, soon <= today, claim.payment_due_on < today)
        )
    limit = min(claim.limit_from_knowledge_on, claim.limit_from_event_on)
    alarm = limit - timedelta(days=timings.days("limitation_alarm_days", now=now))
    found.append(Deadline("limitation", limit, alarm <= today, limit < today))
    return tuple(found)


def _decisions(claim: Claim) -> tuple[DecisionLine, ...]:
    found = list(claim.decisions.select_related("firm").order_by("-version"))
    people = {each.decided_by_id for each in found} | {
        each.seconded_by_id for each in found if each.seconded_by_id
    }
    labels = account_queries.labels_of(people)
    return tuple(
        DecisionLine(
            decision=each,
            reason=claim_queries.reason_of(each),
            firm=each.firm.name if each.firm else "",
            decided_by=labels.get(each.decided_by_id, ""),
            seconded_by=labels.get(each.seconded_by_id, "") if each.seconded_by_id else "",
        )
        for each in found
    )


def _chain(claim: Claim) -> tuple[Firm, ...]:
    """Return the firms that may be at fault: of whoever worked, and every firm above (4.1)."""
    lead = dispatch_queries.last_lead_of(claim.case_id)
    if lead is None:
        return ()
    firm = network_queries.technician(lead.technician_id).firm
    at = claim.case.opened_at
    return network_queries.chain_of(firm.pk, claim.company_id, at) or (firm,)


def _name(viewer: Viewer, claim: Claim, *, now: datetime) -> str:
    if claim.person_id is None:
        return ""
    audit_services.record_access(
        viewer_id=viewer.user_id,
        person_id=claim.person_id,
        case_id=claim.case_id,
        purpose="claim_page",
        ground="claims",
        now=now,
    )
    name = people_queries.names_of([claim.person_id]).get(claim.person_id)
    return name.full if name else ""
